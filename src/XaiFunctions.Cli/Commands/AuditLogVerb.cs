using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using XaiFunctions.App.AuditLog;
using XaiFunctions.Cli.Client;
using XaiFunctions.Cli.Display;
using XaiFunctions.Cli.Hosting;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.Cli.Commands;

/// <summary><c>audit-log verify</c>: reads the whole audit log from storage, past the app, and finds whatever was altered, removed, added or reordered.</summary>
internal static class AuditLogVerb
{
    private const int MostProblems = 20;

    /// <summary>The verb with its options.</summary>
    public static Command Create(Terminal terminal)
    {
        var heads = new Option<FileInfo[]>("--head") { Description = "A signed head that was kept elsewhere; may be given several times.", AllowMultipleArgumentsPerToken = true };
        var keys = new Option<FileInfo[]>("--public-key") { Description = "A public key in PEM that may have signed; without one, the heads' own word is taken.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<FileInfo?>("--out") { Description = "Where to write the newest signed head, to be kept elsewhere." };
        var verify = new Command("verify", "Reads the whole audit log and finds whatever was altered, removed, added or reordered.") { heads, keys, output };
        verify.Does(terminal, async (parsed, cancellation) =>
        {
            SignedTreeHead[] kept = await Task.WhenAll((parsed.GetValue(heads) ?? []).Select(file => ReadHeadAsync(file, cancellation)));
            byte[][] trusted = await Task.WhenAll((parsed.GetValue(keys) ?? []).Select(file => ReadKeyAsync(file, cancellation)));
            await using AppConnection connection = await AppConnection.OpenAsync(terminal, cancellation);
            AuditLogReport report = await connection.AuditLog.VerifyAsync(kept, trusted, cancellation);
            Show(terminal, report, trusted.Length > 0);
            if (parsed.GetValue(output) is { } file && report.Newest is { } newest)
                await File.WriteAllBytesAsync(file.FullName, newest.ToJson(), cancellation);
        });
        return new Command("audit-log", "The log of everything that the app has done.") { verify };
    }

    private static void Show(Terminal terminal, AuditLogReport report, bool trusted)
    {
        foreach (string problem in report.Problems.Take(MostProblems))
            terminal.Error(problem);
        if (report.Problems.Count > MostProblems)
            terminal.Error(string.Create(CultureInfo.InvariantCulture, $"... and {report.Problems.Count - MostProblems} more."));
        if (report.Problems.Count > 0)
            throw new CommandFailedException("The audit log is not as it was written.");

        string covered = report.Newest is { } head
            ? string.Create(CultureInfo.InvariantCulture, $"{head.Head.Size:N0} of them under a head signed by {head.KeyId}{(trusted ? "" : " (its own word; give --public-key)")}")
            : "none of them under a signed head";
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"The audit log is as it was written: {report.Records:N0} records, {covered}; {report.Heads:N0} heads agree."));
    }

    private static async Task<SignedTreeHead> ReadHeadAsync(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            return SignedTreeHead.Parse(await LocalFiles.ReadAsync(file, cancellation));
        }
        catch (JsonException problem)
        {
            throw new CommandFailedException($"{file.FullName} is no signed head: {problem.Message}", problem);
        }
    }

    private static async Task<byte[]> ReadKeyAsync(FileInfo file, CancellationToken cancellation)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(System.Text.Encoding.UTF8.GetString(await LocalFiles.ReadAsync(file, cancellation)));
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            throw new CommandFailedException($"{file.FullName} holds no public key in PEM: {problem.Message}", problem);
        }

        return key.ExportSubjectPublicKeyInfo();
    }
}
