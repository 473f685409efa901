using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Commands.Recordings;
using ScanWorker.Commands.Sets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands.Backfills;

/// <summary><c>scanworker backfill</c>: past uploads, to the topic that workers read when they have time.</summary>
internal sealed class BackfillCommand
{
    private const string BucketPrefix = "s3://";

    private readonly StandardOptions _standard;
    private readonly TimeProvider _clock = TimeProvider.System;

    private readonly Argument<string> _source = new("source")
    {
        Description = "A list of locations (a file, or - for standard input), a folder, or s3://bucket/prefix. A line of a "
            + "list is a location, or an upload id, a tab and a location.",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Keep progress in this file; run the command again with it to resume.",
    };

    private readonly Option<double?> _rate = new Option<double?>("--rate")
    {
        Description = "Maximum events per second. Default: as fast as the broker accepts them.",
    }.Within(0.01, 1_000_000);

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count what would be sent." };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "The tenant to record on every event." };

    private readonly Option<string?> _surface = new("--surface")
    {
        Description = "The surface to record on every event; the policy's scope depends on it.",
    };

    private readonly Option<string?> _jurisdiction = new("--jurisdiction")
    {
        Description = "The jurisdiction to record on every event; the policy's scope depends on it.",
    };

    private BackfillCommand(StandardOptions standard) => _standard = standard;

    public static Command Create(StandardOptions standard)
    {
        var command = new BackfillCommand(standard);
        var backfill = new Command(
            "backfill", "Sends past uploads to Kafka:Topics:Backfill, to be judged while no new ones are waiting.")
        {
            command._source, command._checkpoint, command._rate, command._dryRun, command._tenant, command._surface,
            command._jurisdiction,
        };
        backfill.SetAction(command.RunAsync);
        return backfill;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var configuration = _standard.Configuration(parsed);
        var kafka = BrokerSettings.Read(configuration);
        var topic = kafka.Topics.Backfill
            ?? throw new ConfigurationException(["Kafka:Topics:Backfill: name the topic that past uploads go to."]);
        var uploads = UploadsOf(parsed.GetRequiredValue(_source), configuration);
        var checkpoint = new BackfillCheckpoint(parsed.GetValue(_checkpoint), uploads.Name, topic);
        checkpoint.Read();
        if (checkpoint.Mark is { } mark && uploads.LeftOutBehind(mark) is { } leftOut)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(leftOut);
        }

        var before = checkpoint.Sent;
        var isDry = parsed.GetValue(_dryRun);
        using var writer = isDry ? null : new TopicWriter(kafka);
        _ = writer?.PartitionCount(topic);
        var run = new BackfillRun(
            writer, topic, parsed.GetValue(_rate), Frame(parsed), _clock, parsed.InvocationConfiguration.Error);
        var isWhole = await StderrProgress.ShowAsync(
            $"sending to {topic}", parsed.GetValue(_standard.Verbosity),
            progress => run.RunAsync(uploads, checkpoint, progress, cancellation));
        new SetsOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(_standard.Json)).Line(
            new JsonObject
            {
                ["topic"] = topic,
                ["sent"] = run.Sent,
                ["before"] = before,
                ["refused"] = run.Refused,
                ["applied"] = !isDry,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Sent:N0} {(isDry ? "would be sent" : "sent")} to '{topic}'"
                    + $"{(before > 0 ? $", after the {before:N0} of earlier runs" : "")}, {run.Refused:N0} refused."));
        return isWhole ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private UploadData Frame(ParseResult parsed) => new()
    {
        UploadId = "",
        Content = new UploadContent(),
        Tenant = parsed.GetValue(_tenant),
        Surface = parsed.GetValue(_surface),
        Jurisdiction = parsed.GetValue(_jurisdiction),
    };

    private static IPastUploads UploadsOf(string source, IConfiguration configuration)
    {
        if (source == "-")
        {
            return new ListedUploads(source, () => Console.In, canBeReadAgain: false);
        }

        if (source.StartsWith(BucketPrefix, StringComparison.Ordinal))
        {
            return BucketOf(source[BucketPrefix.Length..], configuration);
        }

        return Directory.Exists(source) ? new FolderUploads(new DirectoryInfo(Path.GetFullPath(source)))
            : File.Exists(source) ? new ListedUploads(
                Path.GetFullPath(source), () => new StreamReader(source), canBeReadAgain: true)
            : throw new UsageException($"source: {source} is neither a file, nor a folder, nor s3://bucket/prefix.");
    }

    private static BucketUploads BucketOf(string place, IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddContentFetchers(configuration);
        using var provider = services.BuildServiceProvider();
        var settings = provider.GetRequiredService<IOptions<S3FetcherOptions>>().Value;
        var (bucket, prefix) = place.Split('/', 2) is [var name, var rest] ? (name, rest) : (place, "");
        return settings.Buckets.Contains(bucket)
            ? new BucketUploads(settings, bucket, prefix)
            : throw new ConfigurationException(
                [$"Content:S3:Buckets: does not name '{bucket}', so no worker would fetch from it."]);
    }
}
