internal import CCurl
internal import Glibc

/// A list of texts as libcurl takes it; overwritten when it goes, because header fields may be credentials.
final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    func append(_ text: String) throws {
        guard let longer = curl_slist_append(first, text) else {
            throw HTTPFailure(.request, "there is no memory left")
        }
        first = longer
    }

    deinit {
        var next = first
        while let item = next {
            if let text = item.pointee.data { explicit_bzero(text, strlen(text)) }
            next = item.pointee.next
        }
        curl_slist_free_all(first)
    }
}
