using System.CommandLine;
using System.Text.Json;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands;

/// <summary><c>scanworker hash PATH…</c>: digests and PDQ hash of files.</summary>
internal static class HashCommand
{
    public static Command Create(StandardOptions standard)
    {
        var paths = PathArgument.Create("Files to hash.");
        var dihedral = new Option<bool>("--dihedral") { Description = "The seven rotated and mirrored hashes too." };
        var command = new Command("hash", "Prints MD5, SHA-1, SHA-256 and the PDQ hash of files.") { paths, dihedral };
        command.TreatUnmatchedTokensAsErrors = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = WorkerHost.BuildHashing(
                sources => WorkerConfiguration.AddSources(sources, parsed.GetValue(standard.Config), []));
            var examiner = host.Services.GetRequiredService<ContentExaminer>();
            var code = ExitCodes.Done;
            foreach (var path in parsed.GetRequiredValue(paths))
            {
                var line = await FileHasher.HashAsync(examiner, path, parsed.GetValue(dihedral), cancellation);
                code = line.Error is null ? code : ExitCodes.BadInput;
                await WriteAsync(parsed.InvocationConfiguration, line, parsed.GetValue(standard.Json));
            }

            return code;
        });
        return command;
    }

    private static async Task WriteAsync(InvocationConfiguration console, FileHashes line, bool json)
    {
        if (json)
        {
            await console.Output.WriteLineAsync(JsonSerializer.Serialize(line, CommandJson.Default.FileHashes));
            return;
        }

        if (line.Error is { } error)
        {
            await console.Error.WriteLineAsync($"{line.Path}: {error.Message}");
            return;
        }

        await console.Output.WriteLineAsync(
            $"{line.Path}: {line.Width} x {line.Height}, {line.Frames} frame{(line.Frames == 1 ? "" : "s")}, "
                + $"{line.Length} bytes");
        await console.Output.WriteLineAsync($"  md5     {line.Md5}");
        await console.Output.WriteLineAsync($"  sha1    {line.Sha1}");
        await console.Output.WriteLineAsync($"  sha256  {line.Sha256}");
        await console.Output.WriteLineAsync($"  pdq     {line.Pdq} (quality {line.Quality})");
        foreach (var (name, hash) in line.Dihedral ?? new Dictionary<string, string>())
        {
            await console.Output.WriteLineAsync($"    {name,-10} {hash}");
        }
    }
}
