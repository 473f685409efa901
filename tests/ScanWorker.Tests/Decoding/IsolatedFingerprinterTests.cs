using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Decoding;

/// <summary>What a decoder process answers, and what becomes of an upload when it is killed.</summary>
/// <remarks>20 kills and 300 mutations by default; for more, set <c>SCANWORKER_DECODER_KILLS</c> and
/// <c>SCANWORKER_DECODER_MUTATIONS</c>.</remarks>
[TestFixture, NonParallelizable]
internal sealed partial class IsolatedFingerprinterTests
{
    private static readonly int Kills = LongRun.Setting("SCANWORKER_DECODER_KILLS", 20);

    private static readonly int Mutations = LongRun.Setting("SCANWORKER_DECODER_MUTATIONS", 300);

    private static readonly byte[][] Foreign =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Decoding", "Foreign"))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];

    private static readonly ImageFormat[] Browsers =
        [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.Webp, ImageFormat.Bmp];

    private static readonly object[] Contents =
    [
        .. Browsers.Select(format => Named(format.ToString(), TestImages.File(format, 3))),
        Named("tiny", TestImages.File(ImageFormat.Png, 3, 1, 1)),
        Named("odd size", TestImages.File(ImageFormat.Jpeg, 3, 501, 77)),
        Named("animated", TestAnimations.Gif(64, 64, Frames(3))),
        Named("more frames than the limit", TestAnimations.Webp(64, 64, Frames(9))),
        Named("truncated", TestImages.File(ImageFormat.Png, 3)[..^20]),
        Named("broken pixels", BrokenPng()),
        Named("more pixels than the limit", TestImages.File(ImageFormat.Bmp, 3, 2100, 2000)),
        Named("more memory than the limit", TestImages.File(ImageFormat.Png, 3, 1900, 1900)),
        .. Foreign.Select((file, position) => Named($"foreign {position}", file)),
        Named("no picture", "This is a text."u8.ToArray()),
        Named("refused by name", "%PDF-1.7"u8.ToArray()),
        Named("empty", []),
    ];

    private readonly DecoderWorld _world = new(lanes: 2);

    [OneTimeSetUp]
    public void Begin() => _world.Pool.Begin();

    [OneTimeTearDown]
    public void End() => _world.Dispose();

    [TestCaseSource(nameof(Contents))]
    public async Task FingerprintAsync_AnyContent_AnswersAsWithinTheWorker(byte[] content)
    {
        var order = DecoderWorld.Order with { MemoryBytesMax = 10 << 20 };

        var prints = await _world.FingerprintAsync(content, order);

        var expected = await _world.Within.FingerprintAsync(
            content, order, new UnboundedMemory(), CancellationToken.None);
        AssertSame(prints, expected);
    }

    [Test]
    public async Task FingerprintAsync_EveryFrameLookedAtInEveryWay_AnswersAsWithinTheWorker()
    {
        var order = DecoderWorld.Order;
        var content = TestAnimations.Png([.. Enumerable.Range(0, order.FramesMax).Select(TestFrame.OfEveryLook)]);

        var prints = await _world.FingerprintAsync(content, order);

        var expected = await _world.Within.FingerprintAsync(
            content, order, new UnboundedMemory(), CancellationToken.None);
        var transforms = HashAlgorithm.All.Sum(algorithm => algorithm.Transforms.Length);
        Assert.That(expected.Hashes, Has.Length.EqualTo(order.FramesMax * FrameShow.LooksMax * transforms));
        AssertSame(prints, expected);
    }

    [Test]
    public async Task FingerprintAsync_AnyMutation_AnswersAsWithinTheWorker()
    {
        for (var seed = 0; seed < Mutations; seed++)
        {
            var content = Spoilt(seed);

            var prints = await _world.FingerprintAsync(content);

            var expected = await _world.Within.FingerprintAsync(
                content, DecoderWorld.Order, new UnboundedMemory(), CancellationToken.None);
            // What a decoder takes beside what its picture calls for has a bound in the process alone.
            if (prints.Reason?.Code == UnscannableCode.DecodeMemory || expected.Reason?.Code is
                UnscannableCode.DecodeMemory or UnscannableCode.TooManyPixels)
            {
                Assert.That((prints.Reason is null, prints.Hashes.Length), Is.EqualTo((false, 0)), $"seed {seed}");
            }
            else
            {
                AssertSame(prints, expected, $"seed {seed}");
            }
        }
    }

    [Test]
    public async Task FingerprintAsync_ProcessThatHangs_IsKilledAtTheDeadline()
    {
        _world.WaitForProcesses(3);
        foreach (var id in DecoderWorld.ProcessIds)
        {
            Assert.That(Signal(id, DecoderWorld.Stop), Is.Zero);
        }

        var order = DecoderWorld.Order with { Deadline = TimeSpan.FromMilliseconds(300) };
        var prints = await _world.FingerprintAsync(TestImages.File(ImageFormat.Jpeg), order);
        _world.WaitForProcesses(3);
        foreach (var id in DecoderWorld.ProcessIds)
        {
            Assert.That(Signal(id, DecoderWorld.Stop), Is.Zero);
        }

        var large = await _world.FingerprintAsync(new byte[8 << 20], order);

        Assert.That(prints.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.DecodeTimeout)));
        Assert.That(large.Reason, Is.EqualTo(prints.Reason), "the pipe is full, so that the worker waits in its write");
        KillAll();
        _world.WaitForProcesses(3);
        Assert.That((await _world.FingerprintAsync(TestImages.File(ImageFormat.Jpeg))).Reason, Is.Null);
    }

    [Test]
    public async Task FingerprintAsync_ProcessesThatDieOverIt_AreTriedTwiceAndNoMore()
    {
        _world.WaitForProcesses(3);
        var ids = DecoderWorld.ProcessIds;
        foreach (var id in ids)
        {
            Assert.That(Signal(id, DecoderWorld.Stop), Is.Zero);
        }

        var running = _world.FingerprintAsync(TestImages.File(ImageFormat.Jpeg));
        while (!running.IsCompleted)
        {
            foreach (var busy in _world.Pool.Processes.BusyIds)
            {
                Signal(busy, 9);
            }
        }

        var prints = await running;
        Assert.That(prints.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.DecoderCrashed, "sigkill")));
        KillAll();
        _world.WaitForProcesses(3);
    }

    [Test]
    public async Task FingerprintAsync_KilledUnderLoad_AnswersEveryContentOnceAndLosesNoLane()
    {
        _world.WaitForProcesses(3);
        var content = TestImages.File(ImageFormat.Jpeg, 5, 1600, 1004);
        var expected = await _world.Within.FingerprintAsync(
            content, DecoderWorld.Order, new UnboundedMemory(), CancellationToken.None);
        var answers = new ConcurrentBag<ContentFingerprints>();
        using var enough = new CancellationTokenSource();
        var lanes = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                answers.Add(await _world.FingerprintAsync(content));
            }
        })).ToList();

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = answers.Count;
            KillOne(kill);
            Poll.Until(() => answers.Count >= before + 2, TimeSpan.FromSeconds(60), () => $"stuck at kill {kill}");
        }

        await enough.CancelAsync();
        await Task.WhenAll(lanes);
        var crashed = answers.Count(answer => answer.Reason?.Code == UnscannableCode.DecoderCrashed);
        var others = answers.Where(answer => answer.Reason?.Code != UnscannableCode.DecoderCrashed).ToList();
        Assert.That(others.Select(answer => answer.Reason), Is.All.Null);
        Assert.That(others.Select(answer => answer.Hashes), Is.All.EqualTo(expected.Hashes));
        Assert.That(crashed, Is.LessThanOrEqualTo(Kills / 2));
        _world.WaitForProcesses(3);
        TestContext.Out.WriteLine($"{Kills} kills, {answers.Count} answers, {crashed} of them decoder-crashed");
    }

    private static void AssertSame(ContentFingerprints actual, ContentFingerprints expected, string message = "")
    {
        Assert.That(actual.Reason, Is.EqualTo(expected.Reason), message);
        Assert.That(actual.Picture, Is.EqualTo(expected.Picture), message);
        Assert.That(actual.Hashes, Is.EqualTo(expected.Hashes), message);
        Assert.That(
            (actual.QualityMin, actual.QualityMax), Is.EqualTo((expected.QualityMin, expected.QualityMax)), message);
    }

    private static TestCaseData Named(string name, byte[] content) =>
        new TestCaseData(content).SetArgDisplayNames(name);

    private static TestFrame[] Frames(int count) =>
        [.. Enumerable.Range(0, count).Select(seed => new TestFrame(SamplePictures.Scene(seed, 64, 64)))];

    private static byte[] BrokenPng()
    {
        var file = TestImages.File(ImageFormat.Png, 9, 200, 150);
        file[file.AsSpan().IndexOf("IDAT"u8) + 100] ^= 1;
        return file;
    }

    private static byte[] Spoilt(int seed)
    {
        var random = new Random(seed);
        var kinds = Browsers.Length + Foreign.Length;
        var content = seed % kinds < Browsers.Length
            ? TestImages.File(Browsers[seed % kinds], seed, 90, 70)
            : [.. Foreign[(seed % kinds) - Browsers.Length]];
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            content[random.Next(random.Next(2) == 0 ? 100 : content.Length)] = (byte)random.Next(256);
        }

        return content;
    }

    private static void KillOne(int turn)
    {
        var ids = DecoderWorld.ProcessIds;
        if (ids.Count > 0)
        {
            Signal(ids[turn % ids.Count], 9);
        }
    }

    private static void KillAll()
    {
        foreach (var id in DecoderWorld.ProcessIds)
        {
            Signal(id, 9);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
