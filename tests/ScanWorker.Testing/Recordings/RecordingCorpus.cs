using ScanWorker.Replay.Recordings;

namespace ScanWorker.Testing.Recordings;

/// <summary>Makes the recorded topics of <c>tests/Recordings</c>, all but what was expected of them.</summary>
internal static class RecordingCorpus
{
    public const string Uploads = "uploads.jsonl";

    // Which decoders a process has depends on the machine, and JPEGs of libjpeg-turbo are a bit or two from others.
    private const string Decoding = "--Scan:Decode:Isolation=None";

    public static async Task WriteAsync(string directory)
    {
        var set = await CorpusEntries.LinesAsync();
        var (day, files) = DayCorpus.Make();
        Write(
            directory, "day", day, set, DayCorpus.Policy,
            $"--set set.jsonl --policy policy.json --content-root content {Decoding}");
        foreach (var (name, bytes) in files)
        {
            var path = Path.Combine(directory, "day", "content", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory);
            await File.WriteAllBytesAsync(path, bytes);
        }

        Write(
            directory, "poison", PoisonCorpus.Make(), set, PoisonCorpus.Policy,
            $"--set set.jsonl --policy policy.json {PoisonCorpus.Limits} {Decoding}");
    }

    private static void Write(
        string directory, string name, CorpusTopic topic, byte[] set, string policy, string arguments)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        using (var writer = RecordingWriter.Create(Path.Combine(folder, Uploads)))
        {
            foreach (var record in topic.Records)
            {
                writer.Write(record);
            }
        }

        File.WriteAllBytes(Path.Combine(folder, "set.jsonl"), set);
        File.WriteAllText(Path.Combine(folder, "policy.json"), policy + "\n");
        File.WriteAllText(Path.Combine(folder, "replay.args"), arguments + "\n");
    }
}
