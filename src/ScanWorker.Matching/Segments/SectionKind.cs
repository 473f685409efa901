namespace ScanWorker.Matching.Segments;

/// <summary>What a section of a segment or snapshot holds. The numbers are the file format: never reuse one.</summary>
internal enum SectionKind : uint
{
    Counts = 1,

    Banks = 10,
    Sources = 11,
    Classifications = 12,
    Members = 13,

    BankOf = 20,
    SourceOf = 21,
    ClassificationOf = 22,
    MemberOf = 23,
    Flags = 24,
    PositiveOpinions = 25,
    NegativeOpinions = 26,
    DisabledUntilTicks = 27,
    DisabledUntilOffset = 28,
    AddedAtTicks = 29,
    AddedAtOffset = 30,
    UpdatedAtTicks = 31,
    UpdatedAtOffset = 32,
    TextStart = 33,
    Text = 34,

    Pdq = 40,
    PdqEntry = 41,
    Md5 = 42,
    Md5Entry = 43,
    Sha1 = 44,
    Sha1Entry = 45,
    Sha256 = 46,
    Sha256Entry = 47,

    Segment = 60,
    Dead = 61,
    LiveByBank = 62,

    // Tables: the starts of the buckets; the number after each is that of the records.
    KeyStarts = 70,
    Md5Starts = 72,
    Sha1Starts = 74,
    Sha256Starts = 76,

    // Sixteen pairs, one for each chunk.
    NearStarts = 100,
}
