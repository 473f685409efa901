using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Commands.Sets;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Pipeline.Health;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets.Serving;

/// <summary>The service beside a custodian who works on the same set.</summary>
[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ServedSetsTests : IDisposable
{
    private readonly PageServer _server = new();
    private readonly Custodian _custodian;

    public ServedSetsTests() => _custodian = new Custodian(sources: $$"""
        { "a": { "Bank": "b", "Location": "{{_server.Root}}a.csv", "IsDelta": true, "Pause": "00:00:00" } }
        """);

    public void Dispose()
    {
        _custodian.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task FetchAsync_AfterARollback_WaitsForAPersonToFetch()
    {
        await using var context = await StartAsync();
        var (sets, lease) = (Sets(context), await TakeAsync(context));
        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000001\n";
        await FetchAndPublishAsync(sets, lease);
        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000002\n";
        await FetchAndPublishAsync(sets, lease);
        _ = await _custodian.DoAsync("rollback", "1");

        await Assert.ThatAsync(
            async () => await sets.FetchAsync("a", CancellationToken.None), Throws.TypeOf<RolledBackException>());
        _ = await _custodian.DoAsync("fetch", "--dry-run");
        await Assert.ThatAsync(
            async () => await sets.FetchAsync("a", CancellationToken.None), Throws.TypeOf<RolledBackException>());
        Assert.That((await sets.PublishAsync(lease, CancellationToken.None)).IsNew, Is.False);
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));

        _ = await _custodian.DoAsync("fetch", "a");
        Assert.That((await sets.FetchAsync("a", CancellationToken.None)).Counts.Added, Is.Zero);
        Assert.That(
            await sets.PublishAsync(lease, CancellationToken.None),
            Has.Property(nameof(CurrentVersion.Version)).EqualTo(4));
    }

    [Test]
    public async Task PublishAsync_EmptyWorkingSet_DoesNothing()
    {
        await using var context = await StartAsync();

        var current = await Sets(context).PublishAsync(await TakeAsync(context), CancellationToken.None);

        Assert.That((current.Version, current.IsNew), Is.EqualTo((0L, false)));
    }

    [Test]
    public async Task PublishAsync_NothingNewButAges_WaitsWithThem()
    {
        await using var context = await StartAsync();
        var (sets, lease) = (Sets(context), await TakeAsync(context));
        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000001\n";
        await FetchAndPublishAsync(sets, lease);
        _ = await sets.FetchAsync("a", CancellationToken.None);

        var current = await sets.PublishAsync(lease, CancellationToken.None);

        Assert.That((current.Version, current.IsNew), Is.EqualTo((1L, false)));
    }

    [Test]
    public async Task FetchAsync_SourceThatFailsFromTheBeginning_IsKnownSinceThenAndListed()
    {
        await using var context = await StartAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await Assert.ThatAsync(
                async () => await Sets(context).FetchAsync("a", CancellationToken.None),
                Throws.TypeOf<ExchangeException>());
        }

        var log = (await _custodian.DoAsync("log", "--json")).Lines;
        var row = (await _custodian.DoAsync("list", "--json")).Lines.Single();
        Assert.That(log.Single().GetProperty("action").GetString(), Is.EqualTo("watch"));
        Assert.That(
            Sets(context).Read().Sources["a"],
            Is.EqualTo(new WatchedSource(log.Single().GetProperty("at").GetDateTimeOffset(), null)));
        Assert.That(row.GetProperty("neverFetched").GetBoolean(), Is.True);
        Assert.That((await _custodian.DoAsync("list")).Output, Does.Contain("never fetched"));

        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000001\n";
        _ = await Sets(context).FetchAsync("a", CancellationToken.None);
        Assert.That((await _custodian.DoAsync("list")).Output, Does.Not.Contain("never fetched"));
    }

    [Test]
    public async Task FetchAsync_NothingIsNew_NothingIsSaidToBeUnpublished()
    {
        await using var context = await StartAsync();
        var (sets, lease) = (Sets(context), await TakeAsync(context));
        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000001\n";
        await FetchAndPublishAsync(sets, lease);
        _ = await sets.FetchAsync("a", CancellationToken.None);

        var ages = await _custodian.DoAsync("list");
        _server.Pages["a.csv"] = "md5\n00000000000000000000000000000002\n";
        _ = await sets.FetchAsync("a", CancellationToken.None);
        var entries = await _custodian.DoAsync("list");

        Assert.That(ages.Error, Does.Not.Contain("not published"));
        Assert.That(entries.Error, Does.Contain("not published"));
    }

    [Test]
    public async Task FetchAsync_ChangesWithdrawTheBank_IsRefusedAndTheOldStays()
    {
        await using var context = await StartAsync();
        var (sets, lease) = (Sets(context), await TakeAsync(context));
        var ids = Enumerable.Range(1, 10).ToList();
        _server.Pages["a.csv"] = "entry_id,md5\n" + string.Concat(ids.Select(id => $"{id},{id:x32}\n"));
        await FetchAndPublishAsync(sets, lease);
        _server.Pages["a.csv"] = string.Concat(ids.Select(
            id => $$"""{"bank":"b","source":"a","entryId":"{{id}}","withdrawn":true}""" + "\n"));

        await Assert.ThatAsync(
            async () => await sets.FetchAsync("a", CancellationToken.None),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("would withdraw 10 of the 10 entries"));

        Assert.That((await sets.PublishAsync(lease, CancellationToken.None)).IsNew, Is.False);
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(10));
        _ = await _custodian.DoAsync("fetch", "a", "--allow-shrink");
        Assert.That(await _custodian.ExportAsync(), Is.Empty);
    }

    [Test]
    public async Task ReadFeedbackAsync_BrokerDoesNotAnswer_WorkingSetIsFreeMeanwhile()
    {
        await using var context = await StartAsync();
        var kafka = new KafkaOptions { BootstrapServers = $"127.0.0.1:{FreePorts.Next()}" };
        var sets = new ServedSets(context, new ServeOptions(), kafka, NullLogger<ServedSets>.Instance);

        var reading = Task.Run(() => sets.ReadFeedbackAsync(CancellationToken.None));
        foreach (var number in Enumerable.Range(1, 3))
        {
            _ = await _custodian.DoAsync(
                "import", _custodian.List("own.csv", "md5", $"{number:x32}"), "--bank", "b");
            Assert.That(reading.IsCompleted, Is.False, "The broker is still waited for.");
        }

        await Assert.ThatAsync(() => reading, Throws.TypeOf<SourceUnavailableException>());
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(3));
    }

    private async Task<SetsContext> StartAsync()
    {
        _ = await _custodian.DoAsync("keygen", Path.Combine(_custodian.Path, "keys"));
        return new SetsContext(
            _custodian.Configuration, TimeProvider.System, new SetsOutput(TextWriter.Null, isJson: false),
            TextWriter.Null);
    }

    private static ServedSets Sets(SetsContext context) =>
        new(context, new ServeOptions(), null, NullLogger<ServedSets>.Instance);

    private static async Task<PublisherLease> TakeAsync(SetsContext context) =>
        await context.Leases.TryTakeAsync(context.Options.Name, TimeSpan.FromHours(1), CancellationToken.None)
            ?? throw new AssertionException("Nobody holds it.");

    private static async Task FetchAndPublishAsync(ServedSets sets, PublisherLease lease)
    {
        _ = await sets.FetchAsync("a", CancellationToken.None);
        Assert.That((await sets.PublishAsync(lease, CancellationToken.None)).IsNew, Is.True);
    }
}
