import CommandTree
import HTTP
import Host
import Operations
import Values

extension Command {
    static let chat = Command(
        "chat",
        summary: "Ask the platform's models something, with the key that a component has, on one machine.",
        discussion: """
            The question goes the way that the component's own go: to the gateway that it is bound to, with its scoped key, whose limits and
            guardrails hold. What is answered is the first sign that everything works.
            """,
        group: "Live",
        examples: [
            .init("fairlead chat \"Hello\"", "with the key of the first component that asks models"),
            .init("fairlead chat \"Hello\" --model small --as open-webui", "a model, and whose key"),
        ],
        options: LiveOptions.all + [
            StatusArguments.file, Option("model", value: "NAME", help: "The model.", defaultText: "the first"),
            Option("as", value: "COMPONENT", help: "Whose key is used.", defaultText: "the first that has one"),
            .output,
        ],
        arguments: [Positional("QUESTION", help: "What is asked.")]
    ) { invocation in
        let session = try MachineOnly.open(invocation)
        guard let store = session.opened.vault?.store else {
            throw CommandFailure("there is no credential store yet", status: .failure, hint: "run `fairlead up` first")
        }
        do {
            let chat = try MachineChat(
                desired: session.desired, context: session.context, store: store, consumer: invocation.option("as"))
            let answer = try chat.ask(
                try invocation.required("QUESTION"), model: invocation.option("model"),
                transport: transport(session, resolving: [chat.address].compactMap { $0 }))
            try invocation.emit([
                "answer": Node(.string(answer)), "as": Node(.string(chat.consumer)), "url": Node(.string(chat.url)),
            ]) { answer + "\n" }
            return .success
        } catch let failure as MachineChat.Failure {
            throw CommandFailure(failure.description, status: .failure, hint: failure.hint)
        }
    }

    private static func transport(_ session: MachineSession, resolving names: [String]) -> any HTTPTransport {
        if var inner = session.context.inner {
            inner.resolve = names
            return inner
        }
        var tls = TLSSettings()
        tls.resolve = names
        return Curl(tls: tls, userAgent: "fairlead/\(Fairlead.version)")
    }

    /// The other side of `InnerTransport`. Nobody types it.
    static let askInside = Command(
        InnerTransport.verb, summary: "Carry out a request of this program from inside of the containers' network."
    ) { invocation in
        let question = try StandardInput.read(limit: InnerTransport.limit)
        let answer = try InnerTransport.answer(to: question) {
            Curl(tls: $0, userAgent: "fairlead/\(Fairlead.version)", isCompressed: false)
        }
        try invocation.print(String(decoding: answer, as: UTF8.self))
        return .success
    }
}
