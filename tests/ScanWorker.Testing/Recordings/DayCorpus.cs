using System.Text;
using ScanWorker.Adapters.Samples;

namespace ScanWorker.Testing.Recordings;

/// <summary>
/// A day of uploads: every verdict, action, format and transform, and every way in which a policy softens a match.
/// </summary>
internal static class DayCorpus
{
    public const string Policy = """
        {
          "banks": {
            "block": { "action": "block" },
            "review": { "action": "review" },
            "observe": { "action": "observe" },
            "upright": { "action": "review", "transforms": "upright" },
            "quorum": { "action": "block", "quorum": 3 },
            "private": { "action": "block", "reportable": false },
            "expired": { "action": "block", "expires": "2020-01-01T00:00:00Z" },
            "negative": { "negative": true }
          },
          "unscannable": { "corrupt": "block", "unknown-format": "allow" },
          "scope": [
            { "name": "private-notes", "surfaces": ["private-notes"], "scan": false },
            { "name": "not-there", "jurisdictions": ["XX"], "scan": false },
            { "name": "everything", "scan": true }
          ]
        }
        """;

    private const int UnrelatedFrom = 100;
    private const int UnrelatedCount = 150;

    /// <returns>The topic, and the files that its events name, by their path below the content root.</returns>
    public static (CorpusTopic Topic, IReadOnlyDictionary<string, byte[]> Files) Make()
    {
        var topic = new CorpusTopic();
        AddKnown(topic);
        AddSoftened(topic);
        AddUnrelated(topic);
        AddOutOfScope(topic);
        AddUnscannable(topic);
        return (topic, AddFiles(topic));
    }

    private static void AddKnown(CorpusTopic topic)
    {
        foreach (var seed in CorpusEntries.Block)
        {
            topic.Add($"known-{seed}-exact", CorpusPictures.Known(seed));
            foreach (var (name, picture) in CorpusPictures.Transforms(CorpusPictures.Scene(seed)))
            {
                topic.Add($"known-{seed}-{name}", picture.ToJpeg(85));
            }

            foreach (var (name, file) in CorpusPictures.Edits(CorpusPictures.Scene(seed)))
            {
                topic.Add($"known-{seed}-{name}", file);
            }
        }

        foreach (var (name, file) in CorpusPictures.Formats(CorpusPictures.Scene(2)))
        {
            topic.Add($"known-2-{name}", file);
        }

        topic.Add("known-by-digest-alone", CorpusPictures.Known(16));
        topic.Add("known-by-digest-alone-changed", CorpusPictures.Scene(16).ToJpeg(70));
        topic.Add("known-exact-sent-again", CorpusPictures.Known(1));
    }

    private static void AddSoftened(CorpusTopic topic)
    {
        foreach (var (bank, seed) in new[]
        {
            ("review", 5), ("observe", 6), ("upright", 7), ("quorum", 8), ("disputed", 9), ("denied", 10),
            ("negative", 11), ("disabled", 12),
            ("disabled-until-before", 13), ("disabled-until-after", 14), ("private", 15), ("expired", 17),
        })
        {
            topic.Add($"{bank}-exact", CorpusPictures.Known(seed));
            foreach (
                var (name, picture) in CorpusPictures
                    .Transforms(CorpusPictures.Scene(seed)).Where((_, number) => number % 3 == 0))
            {
                topic.Add($"{bank}-{name}", picture.ToJpeg(85));
            }
        }

        topic.Add("collision", CorpusPictures.Known(CorpusEntries.Collision));
        topic.Add("collision-sent-again", CorpusPictures.Known(CorpusEntries.Collision));
    }

    private static void AddUnrelated(CorpusTopic topic)
    {
        for (var i = 0; i < UnrelatedCount; i++)
        {
            var picture = CorpusPictures.Scene(UnrelatedFrom + i);
            topic.Add($"unrelated-{i}", i % 10 == 9 ? picture.ToWebp() : picture.ToJpeg(80), data => i % 7 == 0
                ? data with { Surface = "messages", Uploader = null, PubliclyAvailable = false, Jurisdiction = "EU" }
                : data);
            if (i % 10 == 0)
            {
                topic.Add($"unrelated-{i}", picture.ToJpeg(80)); // Sent again.
            }
        }

        foreach (var (name, file) in CorpusPictures.Formats(CorpusPictures.Scene(UnrelatedFrom)))
        {
            topic.Add($"unrelated-{name}", file);
        }
    }

    private static void AddOutOfScope(CorpusTopic topic)
    {
        topic.Add("scope-surface", CorpusPictures.Known(1), data => data with { Surface = "private-notes" });
        topic.Add("scope-jurisdiction", CorpusPictures.Known(1), data => data with { Jurisdiction = "XX" });
        topic.Add(
            "scope-in-spite-of-tenant", CorpusPictures.Known(1),
            data => data with { Jurisdiction = "EU", Tenant = null });
    }

    private static void AddUnscannable(CorpusTopic topic)
    {
        var whole = CorpusPictures.Scene(30).ToJpeg();
        topic.Add("unscannable-flat", SamplePictures.Flat(64, 48).ToPng());
        topic.Add(
            "unscannable-some-frames-flat",
            SampleEncoding.ToGif([SamplePictures.Flat(96, 72), CorpusPictures.Scene(31)]));
        topic.Add("unscannable-small", SamplePictures.Flat(4, 4).ToPng());
        topic.Add("unscannable-cut", whole[..(whole.Length / 2)]);
        topic.Add("unscannable-text", "This is no picture."u8.ToArray());
        topic.Add("unscannable-tiff", "II*\0\b\0\0\0\0\0\0\0\0\0"u8.ToArray());
        topic.Add("unscannable-heic", [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8]);
        topic.Add("unscannable-empty", []);
        topic.Add("unscannable-length", whole, data => data with { Length = whole.Length + 1 });
        topic.Add("unscannable-digest", whole, data => data with { Sha256 = new string('0', 64) });
        topic.Add("announced-right", whole, data => data with { Length = whole.Length, MediaType = "image/png" });
        topic.AddAt("unscannable-not-found", "file:///2026/not-there.jpg");
        topic.AddAt("unscannable-folder", "file:///2026");
        topic.AddAt("unscannable-scheme", "ftp://example.org/a.jpg");
        topic.AddAt("unscannable-host", "https://example.org/a.jpg");
        topic.AddAt("unscannable-path", "/2026/known.jpg");
        topic.Add(
            "unscannable-cut-but-known", CorpusPictures.Known(1),
            data => data with { FileName = Encoding.UTF8.GetString([0xc3, 0xa9]) });
    }

    private static Dictionary<string, byte[]> AddFiles(CorpusTopic topic)
    {
        topic.AddAt("file-known", "file:///2026/known.jpg");
        topic.AddAt("file-edited", "file:///2026/edited.webp");
        topic.AddAt("file-unrelated", "file:///2026/unrelated%20one.jpg");
        return new Dictionary<string, byte[]>
        {
            ["2026/known.jpg"] = CorpusPictures.Known(3),
            ["2026/edited.webp"] = CorpusPictures.Scene(4).ToWebp(),
            ["2026/unrelated one.jpg"] = CorpusPictures.Scene(40).ToJpeg(),
        };
    }
}
