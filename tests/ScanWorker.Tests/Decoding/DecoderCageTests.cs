using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Turbo;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Tests.Decoding;

/// <summary>What a decoder process can do, and what it cannot.</summary>
[TestFixture, NonParallelizable]
internal sealed class DecoderCageTests
{
    private readonly DecoderWorld _world = new(lanes: 2);

    [OneTimeSetUp]
    public void Begin() => _world.Pool.Begin();

    [OneTimeTearDown]
    public void End() => _world.Dispose();

    [Test]
    public async Task Try_InsideTheCage_IsRefusedEverything()
    {
        using var lease = await _world.Pool.LeaseAsync(CancellationToken.None);
        var process = lease?.Process ?? throw new AssertionException("There is no process.");

        var trials = process.Try();

        Assert.That(trials, Has.Length.GreaterThanOrEqualTo(18));
        Assert.That(
            trials.Where(trial => !trial.WasRefused).Select(trial => trial.Name), Is.Empty,
            () => string.Join('\n', trials));
        Assert.That(process.Holding, Is.EqualTo(CageParts.All));
    }

    [Test]
    public void Process_EveryDecoderOfTheTable_ShowsEveryFormatWithinTheCage()
    {
        _world.WaitForProcesses(3);

        var proofs = _world.Pool.Facts.Proofs;

        using var blocks = new BlockPool(idleBytesMax: 0);
        var expected = DecoderTable.Rows(blocks)
            .SelectMany(row => row.Formats, (row, format) => (row.Decoder.Name, format)).Distinct();
        Assert.That(proofs.Select(proof => (proof.Decoder, proof.Format)), Is.EquivalentTo(expected));
        Assert.That(
            proofs.Where(proof => !proof.Works && proof.Decoder != TurboDecoder.KnownAs), Is.Empty);
        Assert.That(
            proofs.Single(proof => proof.Decoder == TurboDecoder.KnownAs).Works, Is.EqualTo(TurboJpeg.IsAvailable));
    }

    [Test]
    public async Task LeaseAsync_MoreCallersThanProcesses_ServesWhoWaitsInTurn()
    {
        _world.WaitForProcesses(3);
        var held = new Queue<DecoderLease?>();
        for (var i = 0; i < 3; i++)
        {
            held.Enqueue(await _world.Pool.LeaseAsync(CancellationToken.None));
        }

        using var leaving = new CancellationTokenSource();
        var gone = _world.Pool.LeaseAsync(leaving.Token).AsTask();
        var waiting = Enumerable.Range(0, 5).Select(_ => _world.Pool.LeaseAsync(CancellationToken.None).AsTask())
            .ToList();
        await leaving.CancelAsync();
        Assert.That(() => gone, Throws.InstanceOf<OperationCanceledException>());

        foreach (var next in waiting)
        {
            Assert.That(next.IsCompleted, Is.False);
            held.Dequeue()?.Dispose();
            held.Enqueue(await next);
            Assert.That(_world.Pool.Processes.BusyIds, Has.Count.EqualTo(3));
        }

        Assert.That(held, Has.None.Null);
        while (held.TryDequeue(out var lease))
        {
            lease?.Dispose();
        }
    }

    [Test]
    public void Process_Environment_HoldsNothingOfTheWorkers()
    {
        _world.WaitForProcesses(3);

        var names = File.ReadAllText($"/proc/{DecoderWorld.ProcessIds[0]}/environ").Split('\0')
            .Select(variable => variable.Split('=')[0]).Where(name => name.Length > 0);

        Assert.That(names, Has.All.StartsWith("DOTNET_"));
    }

    [Test]
    public void Process_OpenFiles_AreItsPipesAndTheRuntimesOwn()
    {
        _world.WaitForProcesses(3);

        var targets = Directory.EnumerateFiles($"/proc/{DecoderWorld.ProcessIds[0]}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget).ToList();

        string[] allowed = ["pipe:", "/memfd:doublemapper", "/dev/urandom", "/dev/null"];
        Assert.That(
            targets.OfType<string>().Where(target =>
                !target.EndsWith(".dll", StringComparison.Ordinal)
                && !allowed.Any(start => target.StartsWith(start, StringComparison.Ordinal))),
            Is.Empty);
    }
}
