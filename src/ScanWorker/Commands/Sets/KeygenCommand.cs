using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets keygen</c>: a new pair of keys, never over an old one.</summary>
internal static class KeygenCommand
{
    public static Command Create(SetsRunner runner)
    {
        var folder = new Argument<string>("folder")
        {
            Description = "Where the two files go.",
            DefaultValueFactory = _ => ".",
        };
        var command = new Command(
            "keygen", "Makes a signing key (ECDSA P-256) for the custodian and its public key for workers.")
        {
            folder,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            var (privatePem, publicPem) = SigningKey.Generate();
            var place = parsed.GetRequiredValue(folder);
            Directory.CreateDirectory(place);
            var privatePath = Path.Combine(place, "scanworker-sets.private.pem");
            var publicPath = Path.Combine(place, "scanworker-sets.public.pem");
            await WriteAsync(privatePath, privatePem, UnixFileMode.UserRead | UnixFileMode.UserWrite, cancellation);
            await WriteAsync(
                publicPath, publicPem,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    cancellation);
            context.Output.Line(
                new JsonObject { ["privateKey"] = privatePath, ["publicKey"] = publicPath },
                $"Sets:Signing:PrivateKey={privatePath}{Environment.NewLine}Sets:Signing:PublicKey={publicPath}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteAsync(string path, string text, UnixFileMode mode, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.ASCII.GetBytes(text + "\n"), cancellation);
    }
}
