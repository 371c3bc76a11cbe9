using System.Text.RegularExpressions;

namespace XaiFunctions.Onnx.Sessions;

/// <summary>Turns what ONNX Runtime says into a sentence: no error codes, source files and function signatures of its own.</summary>
internal static partial class RuntimeWords
{
    private const int MaxLength = 300;

    public static string Sentence(string message)
    {
        if (FutureOpset().Match(message) is { Success: true } opset)
        {
            string domain = opset.Groups["domain"].Value;
            return $"it uses opset {opset.Groups["version"].Value}{(domain.Length == 0 ? "" : $" of {domain}")}, which is newer than this ONNX Runtime "
                + $"serves (up to {opset.Groups["latest"].Value}); export it with an older target opset.";
        }

        if (FutureFormat().Match(message) is { Success: true } format)
            return $"its file format (IR version {format.Groups["version"].Value}) is newer than this ONNX Runtime reads (up to {format.Groups["latest"].Value}).";

        string line = WithoutOrigin(ErrorCode().Replace(message, "")).Split('\n', 2)[0].Trim();
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }

    /// <summary>Drops "/source/file.cc:12 void ns::Function(const T&amp;) " from the front; the signature ends where its parentheses close.</summary>
    private static string WithoutOrigin(string message)
    {
        int open = Origin().IsMatch(message) ? message.IndexOf('(') : -1;
        int depth = 0;
        for (int at = Math.Max(open, 0); open >= 0 && at < message.Length; at++)
        {
            depth += message[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return message[(at + 1)..].TrimStart();
        }

        return message;
    }

    [GeneratedRegex(@"^\s*\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"^\S+\.(cc|h|cpp):\d+ ")]
    private static partial Regex Origin();

    [GeneratedRegex(@"Opset (?<version>\d+) is under development.*?for domain (?<domain>\S*) is till opset (?<latest>\d+)", RegexOptions.Singleline)]
    private static partial Regex FutureOpset();

    [GeneratedRegex(@"Unsupported model IR version: (?<version>\d+), max supported IR version: (?<latest>\d+)")]
    private static partial Regex FutureFormat();
}
