using System.Buffers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Fetching;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Testing.Recordings;

/// <summary>The hash set of the recorded topics: entries of every kind that a policy tells apart.</summary>
internal static class CorpusEntries
{
    public const int Collision = 20;

    // Far enough off that a worker which judges by today's clock finds the same.
    private static readonly DateTimeOffset Past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Seeds of the pictures that the bank blocks.</summary>
    public static IReadOnlyList<int> Block { get; } = [1, 2, 3, 4];

    public static async Task<byte[]> LinesAsync()
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var entry in await AllAsync())
        {
            EntryJson.WriteLine(lines, entry);
        }

        return lines.WrittenSpan.ToArray();
    }

    private static async Task<IReadOnlyList<Entry>> AllAsync()
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddLogging().AddSingleton(TimeProvider.System);
        services.AddContentFetchers(configuration);
        services.AddImageDecoding();
        services.AddContentExamination(configuration);
        await using var provider = services.BuildServiceProvider();
        var examiner = provider.GetRequiredService<ContentExaminer>();
        var entries = new List<Entry>();
        foreach (var seed in Block)
        {
            entries.Add(await OfAsync("block", seed) with { Classification = "A1", Labels = ["viral"] });
        }

        entries.Add(await OfAsync("review", 5));
        entries.Add(await OfAsync("observe", 6));
        entries.Add(await OfAsync("upright", 7));
        entries.Add(await OfAsync("quorum", 8));
        entries.Add(await OfAsync("block", 9) with { NegativeOpinions = 1 });
        entries.Add(await OfAsync("block", 10) with { PositiveOpinions = 0, NegativeOpinions = 2 });
        entries.Add(await OfAsync("block", 11));
        entries.Add(await OfAsync("negative", 11));
        entries.Add(await OfAsync("block", 12) with { Enabled = false });
        entries.Add(await OfAsync("block", 13) with { DisabledUntil = Past });
        entries.Add(await OfAsync("block", 14) with { DisabledUntil = Future });
        entries.Add(await OfAsync("private", 15));
        entries.Add(await OfAsync("block", 16) with { Pdq = null });
        entries.Add(await OfAsync("review", 1));
        entries.Add(await OfAsync("expired", 17));
        entries.Add(
            await OfAsync("block", Collision) with { Sha1 = null, Pdq = null, Sha256 = new Hash256(new byte[32]) });
        return entries;

        async Task<Entry> OfAsync(string bank, int seed)
        {
            var outcome = await examiner.ExamineAsync(
                CorpusPictures.Known(seed), FrameTransforms.Upright, CancellationToken.None);
            return outcome.TryGet(out var found) && !found.Perceptual.IsEmpty
                ? new Entry(bank, $"entry-{seed}", "corpus")
                {
                    Md5 = found.Digests.Md5,
                    Sha1 = found.Digests.Sha1,
                    Sha256 = found.Digests.Sha256,
                    Pdq = found.Perceptual[0].Hash,
                }
                : throw new InvalidOperationException("Every picture of the corpus can be hashed.");
        }
    }
}
