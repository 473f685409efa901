using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Makes events small enough for a broker that refused them, so that no record can stop its partition: whatever the
/// upload topic took in, something of fixed size can be said of it.
/// </summary>
/// <remarks>
/// Step by step, each when the one before was refused: without attributes and long lists; essentials alone; with a
/// digest for a key; and at last a dead letter in place of all. Pure.
/// </remarks>
internal static class OversizeEvents
{
    /// <summary>Present in an event from which something was left out; says how far.</summary>
    public const string Header = "scanworker-shrunk";

    /// <summary>A key that is longer is replaced by its digest, when nothing else helps.</summary>
    public const int KeyBytesMax = 64;

    private const string Lists = "attributes, and hashes and matches beyond eight";
    private const string Essentials = "all but essentials";
    private const string Key = "all but essentials, and the key";
    private const int WorkerCharsMax = 64;
    private const int ReasonCharsMax = 100;
    private const int ListMax = 8; // Of matches the strictest, since they come first.

    /// <param name="events">All of one record.</param>
    /// <param name="position">Of the record; null for events that are owed to no record, and have no dead
    /// letter.</param>
    /// <exception cref="InvalidOperationException">They are as small as they get: the broker's limit is below any
    /// event.</exception>
    public static IReadOnlyList<OutboundEvent> Shrink(
        IReadOnlyList<OutboundEvent> events, RecordPosition? position = null)
    {
        if (events is [{ Topic: OutboundTopic.DeadLetters } letter])
        {
            return [DeadLetterCuts.Shrink(letter)];
        }

        return events[0].Cuts switch
        {
            0 => [.. events.Select(ShrinkLists)],
            1 => [.. events.Select(ShrinkToEssentials)],
            2 => [.. events.Select(outbound => Marked(DeadLetterCuts.WithShortKey(outbound), Key))],
            _ when position is { } of => [DeadLetterCuts.InPlaceOf(events[0], of)],
            _ => throw new InvalidOperationException(
                "The broker refuses even a shrunk event as too large: raise max.message.bytes of the output topics."),
        };
    }

    private static OutboundEvent ShrinkLists(OutboundEvent outbound) => outbound.Topic switch
    {
        OutboundTopic.Verdicts => Rewrite(outbound, EventJson.Default.VerdictEvent, Lists, verdict => verdict with
        {
            Perceptual = [.. verdict.Perceptual.Take(ListMax)],
            PerceptualCapped = IsCut(verdict.Perceptual, ListMax) ?? verdict.PerceptualCapped,
            Matches = [.. verdict.Matches.Take(ListMax)],
            MatchesCapped = IsCut(verdict.Matches, ListMax) ?? verdict.MatchesCapped,
            Upload = verdict.Upload is null ? null : verdict.Upload with { Attributes = null },
        }),
        OutboundTopic.Blocks when IsOf(outbound, EventTypes.Reversal) =>
            Rewrite(outbound, EventJson.Default.ReversalEvent, Lists, reversal => reversal with { Attributes = null }),
        OutboundTopic.Blocks =>
            Rewrite(outbound, EventJson.Default.BlockEvent, Lists, block => block with { Attributes = null }),
        OutboundTopic.Reports when IsOf(outbound, EventTypes.Retraction) =>
            Rewrite(outbound, EventJson.Default.RetractionEvent, Lists, retraction => retraction with
            {
                Matches = [.. retraction.Matches.Take(ListMax)],
                MatchesCapped = IsCut(retraction.Matches, ListMax) ?? retraction.MatchesCapped,
                Attributes = null,
            }),
        OutboundTopic.Reports => Rewrite(outbound, EventJson.Default.ReportEvent, Lists, report => report with
        {
            Perceptual = [.. report.Perceptual.Take(ListMax)],
            PerceptualCapped = IsCut(report.Perceptual, ListMax) ?? report.PerceptualCapped,
            Matches = [.. report.Matches.Take(ListMax)],
            MatchesCapped = IsCut(report.Matches, ListMax) ?? report.MatchesCapped,
            Attributes = null,
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsOf(OutboundEvent outbound, string type) => outbound.Headers.Any(
        header => header.Name == "ce_type" && header.Value.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(type)));

    private static OutboundEvent ShrinkToEssentials(OutboundEvent outbound) => outbound.Topic switch
    {
        OutboundTopic.Verdicts => Rewrite(outbound, EventJson.Default.VerdictEvent, Essentials, verdict => verdict with
        {
            Reason = Cut(verdict.Reason, ReasonCharsMax),
            Perceptual = [],
            PerceptualCapped = IsCut(verdict.Perceptual, 0) ?? verdict.PerceptualCapped,
            Matches = [],
            MatchesCapped = IsCut(verdict.Matches, 0) ?? verdict.MatchesCapped,
            Worker = Cut(verdict.Worker),
            Timings = null,
            Ignored = null,
            Upload = null,
        }),
        OutboundTopic.Blocks when IsOf(outbound, EventTypes.Reversal) => Rewrite(
            outbound, EventJson.Default.ReversalEvent, Essentials, reversal => reversal with { Tenant = null }),
        OutboundTopic.Blocks => Rewrite(
            outbound, EventJson.Default.BlockEvent, Essentials, block => block with { Tenant = null }),
        OutboundTopic.Reports when IsOf(outbound, EventTypes.Retraction) =>
            Rewrite(outbound, EventJson.Default.RetractionEvent, Essentials, retraction => retraction with
            {
                Matches = [],
                MatchesCapped = IsCut(retraction.Matches, 0) ?? retraction.MatchesCapped,
                Worker = Cut(retraction.Worker),
                Tenant = null,
            }),
        OutboundTopic.Reports => Rewrite(outbound, EventJson.Default.ReportEvent, Essentials, report => report with
        {
            Reason = Cut(report.Reason, ReasonCharsMax),
            IncidentSummary = report.IncidentSummary with { Platform = null },
            InternetDetails = [],
            PersonOrUserReported = null,
            FileDetails = new FileDetails
            {
                OriginalFileHash = [.. report.FileDetails.OriginalFileHash.Take(3)],
                UploadedToEspTimestamp = report.FileDetails.UploadedToEspTimestamp,
                IndustryClassification = report.FileDetails.IndustryClassification,
            },
            Perceptual = [],
            PerceptualCapped = IsCut(report.Perceptual, 0) ?? report.PerceptualCapped,
            Matches = [],
            MatchesCapped = IsCut(report.Matches, 0) ?? report.MatchesCapped,
            Worker = Cut(report.Worker),
            Tenant = null,
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool? IsCut<T>(IReadOnlyList<T> list, int max) => list.Count > max ? true : null;

    private static WorkerData Cut(WorkerData worker) =>
        new(Cut(worker.Version, WorkerCharsMax), Cut(worker.Instance, WorkerCharsMax));

    private static string Cut(string text, int charsMax) => text.Length <= charsMax ? text : text[..charsMax];

    private static OutboundEvent Rewrite<T>(
        OutboundEvent outbound, JsonTypeInfo<T> type, string step, Func<T, T> change)
        where T : class
    {
        var value = JsonSerializer.Deserialize(outbound.Value, type)
            ?? throw new JsonException("Our own event is null.");
        return Marked(outbound with { Value = JsonSerializer.SerializeToUtf8Bytes(change(value), type) }, step);
    }

    private static OutboundEvent Marked(OutboundEvent outbound, string step) => outbound with
    {
        Cuts = outbound.Cuts + 1,
        Headers =
        [
            .. outbound.Headers.Where(
                header => header.Name != Header && (step == Lists || header.Name != "tracestate")),
            RecordHeader.Of(Header, step),
        ],
    };
}

/// <summary>Dead letters that are too large, and the one that stands for an outcome that is. Pure.</summary>
/// <remarks>
/// Of the value as much is kept as fits: first all but what our own headers take, then half of it again and again; then
/// the record's own headers go, and a long key becomes its digest. What is left has a fixed size.
/// </remarks>
internal static class DeadLetterCuts
{
    private const string KeptHeader = "scanworker-error-value-kept";
    private const string LengthHeader = "scanworker-error-value-length";
    private const string DigestHeader = "scanworker-error-value-sha256";
    private const string Value = "value";
    private const string All = "value, headers and key";

    // What a header costs besides its name and value, and what is worth keeping of a value at all.
    private const int HeaderBytes = 8;
    private const int KeptBytesMin = 256;

    /// <exception cref="InvalidOperationException">It is as small as it gets.</exception>
    public static OutboundEvent Shrink(OutboundEvent letter) => letter.Cuts switch
    {
        0 => FirstCut(letter),
        1 when letter.Value is { } kept => KeepOf(letter, kept.Length / 2),
        1 => Bare(letter),
        _ => throw new InvalidOperationException(
            "The broker refuses the smallest dead letter as too large: raise max.message.bytes of the output topics."),
    };

    /// <summary>The dead letter that says of a record that its outcome could not be written.</summary>
    /// <param name="verdict">The verdict that could not.</param>
    /// <param name="position">Of the record.</param>
    public static OutboundEvent InPlaceOf(OutboundEvent verdict, RecordPosition position)
    {
        var said = System.Text.Json.JsonSerializer.Deserialize(verdict.Value, EventJson.Default.VerdictEvent)
            ?? throw new System.Text.Json.JsonException("Our own event is null.");
        var malformed = new UploadReading.Malformed(
            MalformedCode.OutcomeTooLarge, "The output topics take no event about this upload: raise max.message.bytes.");
        var letter = DeadLetterComposer.Compose(
            new InboundRecord(position, default, verdict.Key, null, []), malformed, said.ScannedAt);
        return WithShortKey(letter) with
        {
            Origin = verdict.Origin,
            Cuts = 2,
            Headers =
            [
                .. letter.Headers,
                RecordHeader.Of("scanworker-error-upload-id", said.UploadId),
                RecordHeader.Of("scanworker-error-verdict", KebabCase.Of(said.Verdict)),
                RecordHeader.Of(DeadLetterComposer.ActionHeader, KebabCase.Of(said.Action)),
                RecordHeader.Of(OversizeEvents.Header, All),
            ],
        };
    }

    /// <summary>A key that is long is replaced by its digest: the same for the same key, so order is kept.</summary>
    public static OutboundEvent WithShortKey(OutboundEvent outbound) =>
        outbound.Key is { Length: > OversizeEvents.KeyBytesMax } key
            ? outbound with
            {
                Key = Encoding.ASCII.GetBytes($"sha256:{Convert.ToHexStringLower(SHA256.HashData(key))}"),
            }
            : outbound;

    private static OutboundEvent FirstCut(OutboundEvent letter)
    {
        var value = letter.Value ?? [];
        RecordHeader[] told =
        [
            RecordHeader.Of(OversizeEvents.Header, Value),
            RecordHeader.Of(LengthHeader, value.Length.ToString(CultureInfo.InvariantCulture)),
            RecordHeader.Of(DigestHeader, Convert.ToHexStringLower(SHA256.HashData(value))),
            RecordHeader.Of(KeptHeader, value.Length.ToString(CultureInfo.InvariantCulture)),
        ];
        var whole = letter with { Headers = [.. letter.Headers, .. told], Cuts = 1 };
        var ours = Ours(whole)
            .Sum(header => HeaderBytes + header.Name.Length + (header.Value?.Length ?? 0));
        return KeepOf(whole, value.Length - ours);
    }

    private static OutboundEvent KeepOf(OutboundEvent letter, int bytes)
    {
        var kept = bytes < KeptBytesMin ? null : letter.Value?[..bytes];
        return letter with
        {
            Value = kept,
            Headers =
            [
                .. letter.Headers.Where(header => header.Name != KeptHeader),
                RecordHeader.Of(KeptHeader, (kept?.Length ?? 0).ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }

    private static OutboundEvent Bare(OutboundEvent letter) => WithShortKey(letter) with
    {
        Cuts = 2,
        Headers =
        [
            .. Ours(letter).Where(header => header.Name != OversizeEvents.Header),
            RecordHeader.Of(OversizeEvents.Header, All),
        ],
    };

    // The last of a name: the record may have brought headers that look like ours.
    private static IEnumerable<RecordHeader> Ours(OutboundEvent letter) =>
        from name in DeadLetterComposer.HeaderNames.Append(LengthHeader).Append(DigestHeader).Append(KeptHeader)
            .Append(OversizeEvents.Header)
        let header = letter.Headers.LastOrDefault(header => header.Name == name)
        where header.Name is not null
        select header;
}
