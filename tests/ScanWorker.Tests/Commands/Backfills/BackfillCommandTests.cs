using ScanWorker.Commands.Backfills;

namespace ScanWorker.Tests.Commands.Backfills;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BackfillCommandTests
{
    private static readonly string[] Settings =
        ["--Kafka:BootstrapServers=127.0.0.1:1", "--Kafka:Topics:Backfill=uploads.backfill"];

    [Test]
    public async Task DryRun_AList_CountsWithoutABrokerAndKeepsNothing()
    {
        using var folder = new ScratchFolder();
        var list = folder.Write("list.txt", "/a\n/b\nnonsense\n");
        var checkpoint = Path.Combine(folder.Path, "checkpoint.json");

        var result = await CommandResult.OfAsync(
            ["backfill", list, "--dry-run", "--checkpoint", checkpoint, "--json", .. Settings]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput), result.Error);
        Assert.That(result.Error, Does.Contain("Line 3 is not sent"));
        var line = result.Lines.Single();
        Assert.That(line.GetProperty("sent").GetInt32(), Is.EqualTo(2));
        Assert.That(line.GetProperty("refused").GetInt32(), Is.EqualTo(1));
        Assert.That(line.GetProperty("applied").GetBoolean(), Is.False);
        Assert.That(checkpoint, Does.Not.Exist);
    }

    [Test]
    public async Task DryRun_AFolder_CountsItsFiles()
    {
        using var folder = new ScratchFolder();
        _ = folder.Write("a.jpg", "a");
        _ = folder.Write("b.jpg", "b");

        var result = await CommandResult.OfAsync(["backfill", folder.Path, "--dry-run", .. Settings]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Output, Does.Contain("2 would be sent to 'uploads.backfill', 0 refused."));
    }

    [Test]
    public async Task DryRun_ALinkToAFolder_IsRefusedByName()
    {
        using var folder = new ScratchFolder();
        using var elsewhere = new ScratchFolder();
        _ = elsewhere.Write("a.jpg", "a");
        var link = Directory.CreateSymbolicLink(Path.Combine(folder.Path, "2019"), elsewhere.Path);

        var result = await CommandResult.OfAsync(["backfill", folder.Path, "--dry-run", .. Settings]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Error, Does.Contain($"{link.FullName} is a link to a folder"));
        Assert.That(result.Output, Does.Contain("0 would be sent to 'uploads.backfill', 1 refused."));
    }

    [Test]
    public async Task DryRun_BehindAMark_SaysThatWhatCameBeforeItSinceIsLeftOut()
    {
        using var folder = new ScratchFolder();
        _ = folder.Write("a.jpg", "a");
        _ = folder.Write("c.jpg", "c");
        using var elsewhere = new ScratchFolder();
        var checkpoint = elsewhere.Write("checkpoint.json", $$"""
            {"source":"{{folder.Path}}","topic":"uploads.backfill","sent":1,"mark":"b.jpg"}
            """);

        var result = await CommandResult.OfAsync(
            ["backfill", folder.Path, "--dry-run", "--checkpoint", checkpoint, .. Settings]);

        Assert.That(result.Error, Does.Contain("resuming after 'b.jpg'. Whatever was added before it since is not sent"));
        Assert.That(result.Output, Does.Contain("1 would be sent"));
    }

    [Test]
    public async Task Run_NoTopicOrNoSourceOrAStrangeBucket_IsToldInASentence()
    {
        var noTopic = await CommandResult.OfAsync("backfill", "-", "--Kafka:BootstrapServers=127.0.0.1:1");
        var noSource = await CommandResult.OfAsync(["backfill", "/no/such/place", .. Settings]);
        var noBucket = await CommandResult.OfAsync(["backfill", "s3://elsewhere/2025/", .. Settings]);
        var noRate = await CommandResult.OfAsync(["backfill", "-", "--rate", "0", .. Settings]);

        Assert.That(noTopic.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(noTopic.Error, Does.Contain("Kafka:Topics:Backfill: name the topic"));
        Assert.That(noSource.Code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(noSource.Error, Does.Contain("neither a file, nor a folder"));
        Assert.That(noBucket.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(noBucket.Error, Does.Contain("Content:S3:Buckets: does not name 'elsewhere'"));
        Assert.That(noRate.Code, Is.EqualTo(ExitCodes.Usage));
    }

    [Test]
    public void Checkpoint_ReadAgain_IsWhatItWasAndOnlyForItsOwn()
    {
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "checkpoint.json");
        var first = new BackfillCheckpoint(path, "s3://bucket/", "past");
        first.Read();
        first.Advance("key é", 7);
        first.Advance("later", 3);

        var again = new BackfillCheckpoint(path, "s3://bucket/", "past");
        again.Read();
        Assert.That((again.Mark, again.Sent), Is.EqualTo(("later", 10L)));
        Assert.That(
            () => new BackfillCheckpoint(path, "s3://other/", "past").Read(),
            Throws.TypeOf<ScanWorker.Commands.UsageException>());
        File.WriteAllText(path, "[1]");
        Assert.That(() => again.Read(), Throws.TypeOf<InvalidDataException>());
    }
}
