using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Adapters.Samples;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Uploads;

/// <summary>A list knows a film by the hashes of its frames; films go through the program's own process.</summary>
[TestFixture]
internal sealed class VideoListTests
{
    private const int Width = 512;
    private const int Height = 384;
    private const string Bank = "films";

    // Each is shown for a second.
    private static readonly int[] KnownScenes = [.. Enumerable.Range(2100, 10)];

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Worker_FilmsOfOneThatAListKnowsByItsFrames_AreJudgedByTheShares(ServerKind kind)
    {
        using var world = new WorkerWorld(kind, publish: false);
        using var feed = new VerdictFeed(world.Broker.Options);
        Import(world, await FrameHashesAsync());
        using var worker = world.StartWorker("a");

        // Coded anew and smaller; four fifths of it within a longer one; a clip; another film.
        var copy = await JudgeAsync("copy", KnownScenes, "scale=320:240");
        var longer = await JudgeAsync("longer", [2200, 2201, .. KnownScenes[1..9], 2202, 2203, 2204], "null");
        var clip = await JudgeAsync("clip", KnownScenes[2..8], "null");
        var other = await JudgeAsync("other", [.. Enumerable.Range(2300, 8)], "null");

        Assert.That((copy.Verdict, copy.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Block)), world.Logs);
        Assert.That(
            (copy.Matches.Single().EntryId, copy.Matches[0].Algorithm, copy.Matches[0].Video?.KnownPercent),
            Is.EqualTo(("film", "vpdq", (double?)100)));
        Assert.That((longer.Verdict, longer.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Block)), world.Logs);
        Assert.That(longer.Matches.Single().Video?.KnownPercent, Is.EqualTo(80));
        Assert.That(longer.Matches[0].Video?.UploadPercent, Is.InRange(50, 70));
        Assert.That(longer.Matches[0].Second, Is.InRange(2, 10));
        Assert.That((clip.Verdict, clip.Reason), Is.EqualTo((VerdictKind.NoMatch, "nothing-known")), world.Logs);
        Assert.That((other.Verdict, other.Reason), Is.EqualTo((VerdictKind.NoMatch, "nothing-known")), world.Logs);

        async Task<VerdictEvent> JudgeAsync(string id, int[] scenes, string filter)
        {
            var film = TestVideos.Film(
                "mp4", [.. scenes.Select(scene => (SamplePictures.Scene(scene, Width, Height), 1.0))],
                "-vf", filter, "-c:v", "libx264", "-crf", "28", "-pix_fmt", "yuv420p");
            await world.Uploads.SendAsync(id, film);
            return feed.WaitFor(id, () => world.Logs);
        }
    }

    // As the reference writes it, of the scenes as pictures: no decoder of videos has had a part in it.
    private static async Task<string> FrameHashesAsync()
    {
        using var host = WorkerHost.BuildHashing(sources => sources.Sources.Clear());
        var examiner = host.Services.GetRequiredService<ContentExaminer>();
        var frames = new List<string>();
        foreach (var (second, scene) in KnownScenes.Index())
        {
            var outcome = await examiner.ExamineAsync(
                SamplePictures.Scene(scene, Width, Height).ToPng(), FrameTransforms.Upright, CancellationToken.None);
            Assert.That(outcome.TryGet(out var found), Is.True);
            var hash = found?.Perceptual[0] ?? default;
            Assert.That(hash.Quality, Is.AtLeast(50));
            frames.Add(string.Create(CultureInfo.InvariantCulture, $"\"{hash.Hash},{hash.Quality},{second}.000\""));
        }

        return $"[{string.Join(',', frames)}]";
    }

    private static void Import(WorkerWorld world, string video)
    {
        var list = Path.Combine(world.Uploads.Root, "films.csv");
        File.WriteAllText(list, $"entry_id,vpdq\nfilm,\"{video.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        _ = world.Run("sets", "import", list, "--bank", Bank, "--new-bank");
        Assert.That(world.Run("sets", "show"), Does.Contain("vPDQ"));
        world.Publish();
    }
}
