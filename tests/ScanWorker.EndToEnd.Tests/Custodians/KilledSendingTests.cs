using System.Text;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>kill -9 of <c>sets fetch --send-feedback</c> between sending votes and noting that they arrived.</summary>
/// <remarks><c>SCANWORKER_KILL_POINTS=50</c> makes it the heavy run; see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class KilledSendingTests
{
    private const int Votes = ManyPages.RecordsOfAPage;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Send_KilledBeforeTheAnswer_SendsThatVoteAgainAndNoOther(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var exchange = new ManyPages(1);
        using var world = new CustodianWorld();
        Prepare(world, exchange);
        int[] killedAt = [1, 3, 6];
        foreach (var point in killedAt)
        {
            using var killed = new ManualResetEventSlim();
            using var started = new ManualResetEventSlim();
            OwnedProcess? sending = null;
            exchange.Received = number =>
            {
                if (number == point)
                {
                    started.Wait();
                    sending?.Kill();
                    killed.Set();
                }
            };
            using (sending = world.Start(Command(exchange)))
            {
                started.Set();
                Assert.That(killed.Wait(TimeSpan.FromSeconds(60)), Is.True, sending.Output);
            }
        }

        exchange.Received = static _ => { };
        Assert.That(world.Run(Command(exchange)), Does.Contain("an earlier sending of 1 vote has arrived"));
        Assert.That(world.Run(Command(exchange)), Does.Contain("votes sent 0, refused 0, left for the next time 0"));

        Assert.That(exchange.Feedback, Has.Count.EqualTo(Votes));
        Assert.That(exchange.Feedback.Values.Order(), Is.EqualTo(
            Enumerable.Repeat(1, Votes - killedAt.Length).Concat(Enumerable.Repeat(2, killedAt.Length))));
        Assert.That(Taken(world), Is.EquivalentTo(exchange.Feedback.Keys));
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Send_KilledAnywhere_LosesNoVoteAndSendsNoneThatIsKnownToHaveArrived(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var exchange = new ManyPages(1);
        using var world = new CustodianWorld();
        Prepare(world, exchange);
        world.Keep();
        var points = new KillPoints(() => !exchange.Feedback.IsEmpty);
        points.Measure(Send);
        var (killed, done) = (0, 0);
        await StartOverAsync();
        Dictionary<string, int> settled = [];
        for (var point = 0; point < KillPoints.Count; point++)
        {
            killed += points.Kill(Send, point) ? 1 : 0;

            Assert.That(settled, Is.SubsetOf(exchange.Feedback), $"point {point}");
            var taken = Taken(world);
            Assert.That(taken, Is.SubsetOf(exchange.Feedback.Keys), $"point {point}");
            Assert.That(exchange.Feedback.Values.Sum(), Is.LessThanOrEqualTo(Votes + point + 1), "One a kill.");
            settled = exchange.Feedback.Where(sent => taken.Contains(sent.Key)).ToDictionary();
            if (taken.Count == Votes)
            {
                done++;
                await StartOverAsync();
                settled = [];
            }
        }

        world.Run(Command(exchange));

        Assert.That(settled, Is.SubsetOf(exchange.Feedback));
        Assert.That(Taken(world), Has.Count.EqualTo(Votes).And.EquivalentTo(exchange.Feedback.Keys));
        Assert.That(killed, Is.Positive);
        TestContext.Out.WriteLine($"{killed} of {KillPoints.Count} killed alive; {done} sendings were done by then");

        OwnedProcess Send() => world.Start(Command(exchange));

        async Task StartOverAsync()
        {
            await world.PutBackAsync();
            exchange.Feedback.Clear();
        }
    }

    // Entries of StopNCII, and a reviewer who denies a match of each.
    private static void Prepare(CustodianWorld world, ManyPages exchange)
    {
        world.Run(Command(exchange));
        var path = Path.Combine(world.WorkingFolder, "..", "feedback.jsonl");
        using (var workingSet = world.OpenToRead())
        using (var writer = new RecordingWriter(File.Create(path)))
        {
            foreach (var (offset, entry) in Entries(workingSet).Index())
            {
                var json = $$"""
                    {"uploadId":"u","bank":"b","source":"stopncii","entryId":"{{entry.EntryId}}","kind":"exact",
                     "decision":"denied","reviewer":"r","decidedAt":"2026-01-01T00:00:00Z"}
                    """;
                var position = new RecordPosition(new TopicPartition("scan.feedback", 0), offset);
                writer.Write(new RecordedRecord(
                    new InboundRecord(position, DateTimeOffset.UnixEpoch, null, Encoding.UTF8.GetBytes(json), []),
                    TimestampKind.Create));
            }
        }

        Assert.That(world.Run("sets", "feedback", path), Does.Contain($"new {Votes}"));
        Assert.That(exchange.Feedback, Is.Empty);
    }

    // Hashes of the entries whose vote has arrived, as the journal has it.
    private static HashSet<string> Taken(CustodianWorld world)
    {
        using var workingSet = world.OpenToRead();
        var entries = Entries(workingSet).ToDictionary(entry => entry.Key, entry => $"{entry.Md5}");
        return [
            .. workingSet.State.Sendings.Where(sending => sending.Value.State == SendingState.Taken)
                .Select(sending => entries[sending.Key.Entry]),
        ];
    }

    private static List<Entry> Entries(WorkingSet workingSet)
    {
        var index = new WorkingSetEdits(workingSet).ReadIndex();
        return [.. Enumerable.Range(0, index.OrdinalsEnd).Where(index.IsEntry).Select(index.GetEntry)];
    }

    private static string[] Command(ManyPages exchange)
    {
        const string source = "--Exchanges:Sources:many:";
        return
        [
            "sets", "fetch", "many", "--send-feedback", $"{source}Kind=StopNcii", $"{source}Bank=b",
            $"{source}Location={exchange.Root}", $"{source}Secret=k", $"{source}Pause=00:00:00",
        ];
    }
}
