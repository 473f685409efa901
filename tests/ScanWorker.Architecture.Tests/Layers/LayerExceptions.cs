namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>Every place where a rule about dependencies and calls does not hold, with its reason.</summary>
internal static class LayerExceptions
{
    /// <summary>Folders of Adapters that may use another.</summary>
    public static readonly IReadOnlyDictionary<string, string> Bridges = new Dictionary<string, string>
    {
        ["Embedded -> Kafka"] = "The embedded broker is the Kafka client's own mock, so it needs the same native library.",
        ["Exchanges -> Fetching"] = "A list in a bucket is fetched by the S3 client that content is fetched by.",
        ["Kafka -> CloudEvents"] = "The registration gives the reader the limit that is the consumer's.",
    };

    /// <summary>Types of the pure projects that may open files.</summary>
    public static readonly IReadOnlyDictionary<string, string> MayOpenFiles = new Dictionary<string, string>
    {
        ["ScanWorker.Matching.Segments.ByteRegion"] = "Maps a segment file into memory: what the index answers from.",
        ["ScanWorker.Matching.Index.SnapshotFile"] = "Writes the file that is mapped, in the index's own form.",
    };

    /// <summary>Banned calls by name and type.</summary>
    public static readonly IReadOnlyDictionary<(string Call, string User), string> Calls = new Dictionary<(
        string, string), string>
    {
        [("exit", "ScanWorker.Commands.CommandSignals")] = "A second signal asks for the end now.",
        [("console", "Program")] = "Hands the terminal to the commands.",
        [("exit", "ScanWorker.Hosting.SecondSignal")] =
            "Who sends a second signal wants the end at once; no offset has moved.",
        [("delay", "ScanWorker.Pipeline.Content.PausableDeadline")] = "Its source was made with the TimeProvider.",
    };
}
