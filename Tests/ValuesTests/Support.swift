import Values

/// The bytes of a text parsed as one YAML document.
func yaml(_ text: String, limits: YAML.Limits = .standard) throws(SyntaxError) -> Node {
    try YAML.parseSingle(Array(text.utf8), file: "test.yaml", limits: limits)
}

/// The bytes of a text parsed as JSON.
func json(_ text: String, limits: YAML.Limits = .standard) throws(SyntaxError) -> Node {
    try JSON.parse(Array(text.utf8), file: "test.json", limits: limits)
}

/// The error that reading a text gives, or nil when it is read.
func failure(_ read: () throws -> Void) -> SyntaxError? {
    do {
        try read()
        return nil
    } catch {
        return error as? SyntaxError
    }
}

/// Texts that readers are known to stumble over.
let nastyTexts: [String] = [
    "", " ", "  ", "\n", "\n\n", " \n", "\n ", "\t", "\ta", "a\t", "a", " a", "a ", "a\n", "a\n\n", "a\nb", "a\nb\n",
    "\na", "\n a\nb\n",
    " a\nb", "a\n  b\nc\n", "a\n \n", "a\n\t\n", "a\n b \n\n\n", "\ta\n\tb\n", "a \nb\t\n", "a\r\nb\r\n", "a\rb", "\r",
    "yes", "Yes", "YES",
    "no", "NO", "on", "off", "y", "Y", "n", "N", "true", "True", "false", "null", "Null", "~", "~a", "0", "-0", "0123",
    "089", "0o7",
    "0x1F", "0b11", "1e3", "1E+3", "1_000", "1,000", "1:20", "1:20:30.5", "190:20:30", "-1:20", "2001-12-14",
    "2001-12-14T21:59:43.10-05:00", "2001-12-14 21:59:43", "1.", ".5", "-.5", "+1", "+.inf", ".inf", "-.INF", ".nan",
    ".NaN", "..", ".",
    "...", "....", "---", "--- a", "----", "-", "--", "--flag=1", "-a", "- a", "-1", "--1", "+", "=", "==", "=a", "<<",
    "<", "<a>", "?",
    "? a", "?a", ":", ": a", ":a", "a:", "a: b", "a:b", "a::b", "a #b", "a#b", "#a", "&a", "*a", "!a", "!!str a", "|",
    "| a", ">", "'a'",
    "'", "\"a\"", "\"", "a'b", "a\"b", "%a", "@a", "`a`", "[a]", "{a}", "]", "}", ",", "a, b", "[", "{",
    "{{ .Values.a }}", "\\", "\\n",
    "127.0.0.1", "1.2.3", "10.0.0.0/8", "1.2.3-4", "123e4567", "1e", "0x", "0xg", "12a", "1-2", "1 2", "_1", "1_", "é",
    "e\u{301}",
    "æøå", "日本語", "😀", "a\u{85}b", "\u{85}", "a\u{2028}b", "a\u{2029}", "\u{FEFF}", "a\u{FEFF}b", "\u{A0}", "a\u{A0}",
    "\u{A0}a\n",
    "\u{7F}", "\u{0}", "a\u{0}b", "\u{1B}[0m", "\u{80}", "\u{9F}", "\u{FFFE}", "\u{FFFF}", "\u{1FFFE}", "\u{10FFFF}",
    "\u{E000}", "\u{D7FF}",
    "a\n---\nb\n", "---\n", "...\n", "# a\n", "a\n# b\n", "- a\n- b\n", "key: |\n  text\n", "%YAML 1.2\n---\na\n",
    "a\n\u{85}\nb", "\n\n\na", "\n\t\na",
]
