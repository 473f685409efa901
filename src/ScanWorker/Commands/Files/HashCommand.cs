using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScanWorker.Commands.Sets;
using ScanWorker.Hashing;
using ScanWorker.Hosting;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Files;

/// <summary><c>scanworker hash PATH…</c>: digests and PDQ hash of files.</summary>
internal static class HashCommand
{
    public static Command Create(StandardOptions standard)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files to hash; of a folder, all that are in it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var dihedral = new Option<bool>("--dihedral") { Description = "The seven rotated and mirrored hashes too, as the PDQ reference derives them." };
        var bank = SetsArguments.Bank(new Option<string?>("--bank")
        {
            Description = "Prints a list of entries of this bank, for 'sets import -'.",
        });
        var command = new Command("hash", "Prints MD5, SHA-1, SHA-256, SHA-512 and the PDQ hash of files.")
        {
            paths, dihedral, bank,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var host = WorkerHost.BuildHashing(
                sources => sources.AddConfiguration(standard.Configuration(parsed)));
            var examiner = host.Services.GetRequiredService<ContentExaminer>();
            var code = ExitCodes.Done;
            foreach (var path in parsed.GetRequiredValue(paths).SelectMany(FilesOf))
            {
                var line = await FileHasher.HashAsync(examiner, path, parsed.GetValue(dihedral), cancellation);
                code = line.Error is null ? code : ExitCodes.BadInput;
                if (parsed.GetValue(bank) is { } name && line.Error is null)
                {
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(HashedEntry.Line(line, name));
                    continue;
                }

                await WriteAsync(
                    parsed.InvocationConfiguration, line,
                    parsed.GetValue(standard.Json) && parsed.GetValue(bank) is null);
            }

            return code;
        });
        return command;
    }

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [path];

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
        await console.Output.WriteLineAsync($"  sha512  {line.Sha512}");
        await console.Output.WriteLineAsync($"  {HashAlgorithm.Pdq.Id,-7} {line.Pdq} (quality {line.Quality})");
        if (line.Vpdq is { } frames)
        {
            await console.Output.WriteLineAsync(
                $"  {VideoFrames.AlgorithmId,-7} {frames.Count} distinct frame{(frames.Count == 1 ? "" : "s")}; --json has "
                    + "them");
        }

        foreach (var (name, hash) in line.Dihedral ?? new Dictionary<string, string>())
        {
            await console.Output.WriteLineAsync($"    {name,-10} {hash}");
        }
    }
}

/// <summary>Hashes one file for <c>hash</c>.</summary>
internal static class FileHasher
{
    public static async Task<FileHashes> HashAsync(
        ContentExaminer examiner, string path, bool dihedral, CancellationToken cancellation)
    {
        var line = new FileHashes(path);
        var (bytes, problem) = await FileContents.ReadAsync(path, cancellation);
        if (bytes is null)
        {
            return line with { Error = problem };
        }

        var outcome = await examiner.ExamineAsync(
            bytes, dihedral ? FrameTransforms.Reference : FrameTransforms.Upright, cancellation);
        if (!outcome.TryGet(out var found))
        {
            return line with { Error = ProblemOf(outcome.Reason) };
        }

        line = line with
        {
            Md5 = found.Digests.Md5.ToString(),
            Sha1 = found.Digests.Sha1.ToString(),
            Sha256 = found.Digests.Sha256.ToString(),
            Sha512 = found.Digests.Sha512?.ToString(),
            Length = found.Length,
        };
        return found.Image is not { } image
            ? line with { Error = ProblemOf(found.Obstacle ?? default) }
            : line with
            {
                Pdq = found.Perceptual[0].Hash.ToString(),
                Quality = found.Perceptual[0].Quality,
                Vpdq = VideoOf(found.Perceptual),
                Width = image.Width,
                Height = image.Height,
                Frames = image.Frames,
                Error = found.Obstacle is { Code: not UnscannableCode.TooManyFrames } damage ? ProblemOf(damage) : null,
                Dihedral = dihedral
                    ? found.Perceptual.Skip(1).Take(7)
                        .ToDictionary(
                            hash => hash.Transform.ToString().ToLowerInvariant(), hash => hash.Hash.ToString())
                    : null,
            };
    }

    private static List<string>? VideoOf(IReadOnlyList<PerceptualHash> hashes) => !VideoStage.IsVideo(hashes) ? null :
    [
        .. hashes.Where(hash => hash is { Transform: DihedralTransform.Original, Crop: PictureCrop.None })
            .Select(hash => string.Create(
                CultureInfo.InvariantCulture, $"{hash.Hash},{hash.Quality},{hash.Second ?? hash.Frame:0.000}")),
    ];

    private static FileProblem ProblemOf(UnscannableReason reason) =>
        new(reason.ToString(), UnscannableCodes.Describe(reason));
}
