using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets show</c>: what one version holds.</summary>
internal static class ShowCommand
{
    public static Command Create(SetsRunner runner)
    {
        var version = new Argument<long?>("version")
        {
            Description = "Which. Default: the working set.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "show", "Shows what a version, or the working set, holds: banks, hashes, opinions, segments.")
        {
            version,
        };
        runner.Attach(command, (parsed, context, _) =>
        {
            using var workingSet = context.OpenToRead();
            var edits = new WorkingSetEdits(workingSet);
            var wanted = parsed.GetValue(version);
            var index = wanted is { } number ? edits.ReadIndex(number) : edits.ReadIndex();
            var chain = wanted is { } published && workingSet.ReadVersion(published) is { } manifest
                ? manifest.Manifest.Segments
                : workingSet.State.Working.Chain;
            context.Output.Table(
                [
                    "bank", "source", "entries", "MD5", "SHA-1", "SHA-256", "SHA-512", HashAlgorithm.Pdq.Name,
                    "vPDQ", "disputed", "disabled",
                ],
                [.. Banks(index, context.Clock.GetUtcNow())], "It has no entries.");
            context.Output.Table(
                ["segment", "entries", "withdrawals", "bytes"], [.. chain.Select(Segment)], "It has no segments.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static IEnumerable<(JsonObject, string[])> Banks(HashIndex index, DateTimeOffset now)
    {
        var counts = new SortedDictionary<(string Bank, string Source), long[]>();
        foreach (var entry in HashSetDiff.Entries(index))
        {
            if (!counts.TryGetValue((entry.Bank, entry.Source), out var count))
            {
                counts.Add((entry.Bank, entry.Source), count = new long[9]);
            }

            count[0]++;
            count[1] += entry.Md5 is null ? 0 : 1;
            count[2] += entry.Sha1 is null ? 0 : 1;
            count[3] += entry.Sha256 is null ? 0 : 1;
            count[4] += entry.Sha512 is null ? 0 : 1;
            count[5] += entry.Pdq is null ? 0 : 1;
            count[6] += entry.Vpdq is null ? 0 : 1;
            count[7] += entry.IsDisputed ? 1 : 0;
            count[8] += entry.Enabled && !(entry.DisabledUntil > now) ? 0 : 1;
        }

        return counts.Select(pair => (
            new JsonObject
            {
                ["bank"] = pair.Key.Bank,
                ["source"] = pair.Key.Source,
                ["entries"] = pair.Value[0],
                ["md5"] = pair.Value[1],
                ["sha1"] = pair.Value[2],
                ["sha256"] = pair.Value[3],
                ["sha512"] = pair.Value[4],
                [HashAlgorithm.Pdq.Id] = pair.Value[5],
                [VideoFrames.AlgorithmId] = pair.Value[6],
                ["disputed"] = pair.Value[7],
                ["disabled"] = pair.Value[8],
            },
            (string[])[pair.Key.Bank, pair.Key.Source, .. pair.Value.Select(count =>
                count.ToString("N0", CultureInfo.InvariantCulture))]));
    }

    private static (JsonObject, string[]) Segment(SegmentFacts segment) => (
        new JsonObject
        {
            ["segment"] = segment.Id,
            ["entries"] = segment.Entries,
            ["withdrawals"] = segment.Withdrawals,
            ["bytes"] = segment.LengthBytes,
        },
        [
            segment.Id,
            segment.Entries.ToString("N0", CultureInfo.InvariantCulture),
            segment.Withdrawals.ToString("N0", CultureInfo.InvariantCulture),
            segment.LengthBytes.ToString("N0", CultureInfo.InvariantCulture),
        ]);
}
