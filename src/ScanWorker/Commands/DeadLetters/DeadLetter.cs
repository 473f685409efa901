using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Commands.DeadLetters;

/// <summary>A record of the topic of dead letters: what came, and why it was not taken.</summary>
internal sealed record DeadLetter
{
    /// <summary>On a record that was sent again: how often.</summary>
    public const string ResentHeader = "scanworker-resent";

    private const string ErrorPrefix = "scanworker-error-";
    private const int KeyCharsMax = 40;

    private DeadLetter(InboundRecord record) => Record = record;

    public InboundRecord Record { get; }

    /// <summary>What is wrong, in a word.</summary>
    public string Code => Text("code");

    /// <summary>What is wrong, in a sentence.</summary>
    public string Reason => Text("reason");

    /// <summary>Partition and offset of the record in the topic of uploads.</summary>
    public string Origin => $"{Text("partition")}/{Text("offset")}";

    /// <summary>When it was found; where that cannot be read, when the dead letter was written.</summary>
    public DateTimeOffset At => DateTimeOffset.TryParse(
        Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at.ToUniversalTime() : Record.Timestamp;

    public int? Partition => int.TryParse(
        Text("partition"), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : null;

    /// <summary>Something of the record is not in it: it was too large for the topic.</summary>
    public bool IsCut => Record.Header(OversizeEvents.Header) is not null
        || Record.Header(ErrorPrefix + "value-length") is not null;

    /// <returns>Null for a record that is no dead letter.</returns>
    public static DeadLetter? Of(InboundRecord record) =>
        record.Header(ErrorPrefix + "code") is null ? null : new DeadLetter(record);

    /// <summary>The headers as they came, and how often the record has been sent again.</summary>
    public IReadOnlyList<RecordHeader> HeadersToResend()
    {
        var before = int.TryParse(
            Record.Header(ResentHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 0;
        return
        [
            .. Record.Headers.Where(header => !header.Name.StartsWith(ErrorPrefix, StringComparison.OrdinalIgnoreCase)
                && !header.Name.Equals(ResentHeader, StringComparison.OrdinalIgnoreCase)),
            RecordHeader.Of(ResentHeader, (before + 1).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    public string[] Cells =>
    [
        At.ToString("u", CultureInfo.InvariantCulture),
        Origin,
        Code,
        Reason,
        KeyText,
        (Record.Value?.Length ?? 0).ToString("N0", CultureInfo.InvariantCulture) + (IsCut ? ", cut" : ""),
    ];

    public JsonObject Json => new()
    {
        ["at"] = At,
        ["topic"] = Text("topic"),
        ["partition"] = Partition,
        ["offset"] = long.TryParse(
            Text("offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null,
        ["code"] = Code,
        ["reason"] = Reason,
        ["key"] = Record.Key is { } key ? Encoding.UTF8.GetString(key) : null,
        ["valueBytes"] = Record.Value?.Length ?? 0,
        ["cut"] = IsCut,
        ["resent"] = Record.Header(ResentHeader),
    };

    private string KeyText => Record.Key is { } key ? Shown(Encoding.UTF8.GetString(key)) : "";

    // Whoever sent the record chose its headers: nothing of it may steer a terminal.
    private string Text(string name) => Shown(Record.Header(ErrorPrefix + name) ?? "", int.MaxValue);

    private static string Shown(string text, int charsMax = KeyCharsMax)
    {
        var plain = string.Concat(text.Take(charsMax).Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
        return text.Length > charsMax ? plain + "…" : plain;
    }
}
