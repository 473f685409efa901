using System.Globalization;
using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// Verdicts about pictures of noise, as a worker writes them: most know nothing, every fiftieth matches an entry, and
/// every five thousandth should have.
/// </summary>
internal static class PastVerdicts
{
    private const int NoiseSide = 64;
    internal const int Partitions = 4;
    private const int MatchesEvery = 50;
    private const int MissedEvery = 5000;
    private const long FirstMilliseconds = 1_767_600_000_000;

    /// <summary>A list, a policy and a recording in a folder that is deleted when the program ends.</summary>
    /// <param name="entries">How long the list is.</param>
    /// <param name="verdicts">How long the recording is.</param>
    public static string Write(int entries, int verdicts)
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-quick-replay-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var random = new Random(7);
        var known = Enumerable.Range(0, entries).Select(_ => (Pdq: Next(random), Sha256: Next(random))).ToList();
        File.WriteAllLines(Path.Combine(folder, "set.jsonl"), known.Select((entry, number) =>
            $$"""{"bank":"bank","entryId":"e{{number}}","source":"list","pdq":"{{entry.Pdq}}","sha256":"{{entry.Sha256}}"}"""));
        File.WriteAllText(Path.Combine(folder, "policy.json"), "{}");
        using var writer = RecordingWriter.Create(Path.Combine(folder, "verdicts.jsonl"));
        for (var number = 0; number < verdicts; number++)
        {
            var verdict = Verdict(number, random, transforms: 8);
            if (number % MatchesEvery == 0)
            {
                var entry = random.Next(entries);
                verdict = Near(verdict, known[entry].Pdq);
                verdict = number % MissedEvery == 0 ? verdict : Matching(verdict, entry);
            }

            writer.Write(Record(number, verdict));
        }

        return folder;
    }

    public static RecordedRecord Record(int number, VerdictEvent verdict)
    {
        var (partition, offset) = (number % Partitions, number / Partitions);
        var upload = new RecordPosition(new TopicPartition("uploads", partition), offset);
        return new RecordedRecord(
            new InboundRecord(
                new RecordPosition(new TopicPartition("scan.verdicts", partition), offset),
                DateTimeOffset.FromUnixTimeMilliseconds(FirstMilliseconds + number),
                JsonSerializer.SerializeToUtf8Bytes(verdict.UploadId)[1..^1],
                JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent),
                CloudEventHeaders.Of(
                    upload, EventTypes.Verdict, "/scanworker/quick", verdict.UploadId, verdict.ScannedAt,
                    new EventContext(null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null))),
            TimestampKind.Create);
    }

    public static VerdictEvent Verdict(int number, Random random, int transforms)
    {
        var hashes = HashesOfNoise(random);
        return new VerdictEvent
        {
            UploadId = string.Create(CultureInfo.InvariantCulture, $"upload-{number}"),
            Verdict = VerdictKind.NoMatch,
            Action = PolicyAction.Allow,
            Reason = "nothing-known",
            Digests = new DigestsData(new string('0', 32), new string('1', 40), Next(random).ToString()),
            Perceptual = [.. Enum.GetValues<DihedralTransform>().Take(transforms).Select(transform => new PerceptualData
            {
                Algorithm = "pdq",
                Hash = hashes[(int)transform].ToString(),
                Quality = 98,
                Frame = 0,
                Transform = transform.ToString().ToLowerInvariant(),
            })],
            HashSetVersion = 7,
            PolicyVersion = new string('a', 64),
            Worker = new WorkerData("1.0.0", "worker-1"),
            ScannedAt = DateTimeOffset.FromUnixTimeMilliseconds(FirstMilliseconds + number),
            Timings = new TimingsData { Fetch = 1.25, Decode = 7.5, Hash = 0.25, Near = 0.1, Total = 9.5 },
            Image = new ImageData
            {
                Length = 335_123,
                Format = "jpeg",
                Width = 1600,
                Height = 1004,
                Frames = 1,
                Decoder = "libjpeg-turbo",
            },
            Upload = new UploadEcho { MediaType = "image/jpeg", Tenant = "t", Surface = "posts", FileName = "a.jpg" },
        };
    }

    public static Hash256 Next(Random random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return new Hash256(bytes);
    }

    private static VerdictEvent Near(VerdictEvent verdict, Hash256 known) => verdict with
    {
        Perceptual = [verdict.Perceptual[0] with { Hash = known.ToString() }, .. verdict.Perceptual.Skip(1)],
    };

    private static VerdictEvent Matching(VerdictEvent verdict, int entry) => verdict with
    {
        Verdict = VerdictKind.Match,
        Action = PolicyAction.Review,
        Reason = "near-match",
        Matches =
        [
            new MatchData
            {
                Bank = "bank",
                EntryId = string.Create(CultureInfo.InvariantCulture, $"e{entry}"),
                Kind = MatchKind.Near,
                Algorithm = HashAlgorithm.PdqId,
                Distance = 0,
                Source = "list",
                Action = PolicyAction.Review,
            },
        ],
    };

    // Of a picture in eight orientations, since these have much in common.
    private static Hash256[] HashesOfNoise(Random random)
    {
        var (luma, eight) = (new float[NoiseSide * NoiseSide], new Hash256[PdqHasher.DihedralCount]);
        for (var pixel = 0; pixel < luma.Length; pixel++)
        {
            luma[pixel] = random.Next(256);
        }

        _ = PdqHasher.HashDihedral(luma, NoiseSide, NoiseSide, eight);
        return eight;
    }
}
