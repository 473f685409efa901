using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Commands.Recordings;
using ScanWorker.Commands.Sets;

namespace ScanWorker.Commands.DeadLetters;

/// <summary><c>scanworker deadletters</c>: records that were no valid uploads, shown and sent again.</summary>
internal sealed class DeadLettersCommand
{
    private readonly StandardOptions _standard;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly DeadLetterChoice _listed = new();
    private readonly DeadLetterChoice _resent = new();

    private readonly Option<int> _last = new Option<int>("--last")
    {
        Description = "How many of the most recent to show. Default 100.",
        DefaultValueFactory = _ => 100,
    }.AtLeastOne();

    private readonly Option<bool> _all = new("--all") { Description = "All of them." };
    private readonly Option<string?> _to = new("--to") { Description = "Target topic. Default: Kafka:Topics:Uploads." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show what would be sent." };

    private DeadLettersCommand(StandardOptions standard) => _standard = standard;

    public static Command Create(StandardOptions standard)
    {
        var command = new DeadLettersCommand(standard);
        return new Command("deadletters", "Shows records that are not valid upload events, and sends them again.")
        {
            command.List(), command.Resend(),
        };
    }

    private Command List()
    {
        var list = new Command("list", "Shows dead letters: when, which record, and what is wrong with it.") { _last };
        _listed.AddTo(list);
        list.SetAction(ListAsync);
        return list;
    }

    private Command Resend()
    {
        var resend = new Command(
            "resend", "Sends dead letters to the upload topic again, with their original key, value and headers.")
        {
            _all, _to, _dryRun,
        };
        _resent.AddTo(resend);
        resend.SetAction(ResendAsync);
        return resend;
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (filter, last) = (_listed.Filter(parsed, _clock), parsed.GetValue(_last));
        var (shown, count) = (new Queue<DeadLetter>(), 0L);
        await foreach (var letter in Source(parsed, _listed).ReadAsync(cancellation))
        {
            if (filter.Passes(letter))
            {
                shown.Enqueue(letter);
                count++;
            }

            if (shown.Count > last)
            {
                _ = shown.Dequeue();
            }
        }

        Output(parsed).Table(
            ["found", "record", "code", "reason", "key", "bytes"],
            [.. shown.OrderBy(letter => letter.At).Select(letter => (letter.Json, letter.Cells))],
            "There are no dead letters.");
        if (count > shown.Count)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"The last {shown.Count:N0} of {count:N0}; --last shows more."));
        }

        return await TellMissingAsync(parsed, filter);
    }

    private async Task<int> ResendAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_all) == _resent.IsNarrow(parsed))
        {
            throw new UsageException(
                "deadletters resend: say which, by --reason, --since, --until or --offset, or say --all.");
        }

        var filter = _resent.Filter(parsed, _clock);
        var kafka = BrokerSettings.Read(_standard.Configuration(parsed));
        var topic = parsed.GetValue(_to) ?? kafka.Topics.Uploads;
        using var writer = parsed.GetValue(_dryRun) ? null : new TopicWriter(kafka);
        var partitions = writer?.PartitionCount(topic) ?? 0;
        var (sent, refused, output) = (0L, 0L, Output(parsed));
        await foreach (var letter in Source(parsed, _resent).ReadAsync(cancellation))
        {
            if (!filter.Passes(letter))
            {
                continue;
            }

            if (letter.IsCut)
            {
                refused++;
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"{letter.Origin} is not sent: it was too large, so the dead letter holds only part of it.");
                continue;
            }

            if (writer is not null)
            {
                // Where it was before, so that the order of its partition is kept; else by its key.
                var partition = letter.Partition < partitions ? letter.Partition : null;
                _ = await writer.WriteAsync(
                    topic, partition, letter.Record.Key, letter.Record.Value, letter.HeadersToResend());
            }

            sent++;
        }

        output.Line(
            new JsonObject
            {
                ["topic"] = topic,
                ["sent"] = sent,
                ["refused"] = refused,
                ["applied"] = writer is not null,
            },
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sent:N0} {(writer is null ? "would be sent" : "sent")} to '{topic}', {refused:N0} refused."));
        var missing = await TellMissingAsync(parsed, filter);
        return refused > 0 ? ExitCodes.BadInput : missing;
    }

    // Whoever asks for something by name wants to know that it is not there.
    private static async Task<int> TellMissingAsync(ParseResult parsed, DeadLetterFilter filter)
    {
        foreach (var missing in filter.Missing)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{missing}: there is no such dead letter.");
        }

        return filter.Missing.Count > 0 ? ExitCodes.BadInput : ExitCodes.Done;
    }

    private DeadLetterSource Source(ParseResult parsed, DeadLetterChoice choice) => new(
        _standard.Configuration(parsed), choice.From(parsed), parsed.InvocationConfiguration.Error);

    private SetsOutput Output(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.GetValue(_standard.Json));
}
