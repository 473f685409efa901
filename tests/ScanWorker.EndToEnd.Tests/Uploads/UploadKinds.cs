using System.Globalization;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Uploads;

/// <summary>
/// The mix of uploads that end-to-end tests send: small generated pictures and what can be wrong with them.
/// </summary>
internal static class UploadKinds
{
    public const string BlockBank = "block-bank";
    public const string ReviewBank = "review-bank";

    private const int Variety = 6;

    /// <summary>Pictures that the test's hash set lists, by bank.</summary>
    public static IReadOnlyList<(string Bank, byte[] Content)> Known { get; } =
    [
        .. Enumerable.Range(0, Variety).Select(i => (BlockBank, Large(i).ToJpeg())),
        .. Enumerable.Range(100, Variety).Select(i => (ReviewBank, Large(i).ToJpeg())),
    ];

    public static IReadOnlyList<UploadKind> All { get; } =
    [
        new("exact", Some(i => Large(i).ToJpeg()), VerdictKind.Match, PolicyAction.Block),
        new("near", Some(i => Large(i).Resized(256, 192).ToJpeg(70)), VerdictKind.Match, PolicyAction.Block),
        new("mirrored", Some(i => Large(i).Mirrored().ToJpeg()), VerdictKind.Match, PolicyAction.Block),
        new("review", Some(i => Large(i + 100).ToJpeg(60)), VerdictKind.Match, PolicyAction.Review),
        new("other", Some(i => Scene(i + 200).ToJpeg()), VerdictKind.NoMatch, PolicyAction.Allow),
        new("other-png", Some(i => Scene(i + 300).ToPng()), VerdictKind.NoMatch, PolicyAction.Allow),
        new("inline", Some(i => Scene(i + 400).ToWebp()), VerdictKind.NoMatch, PolicyAction.Allow) { Inline = true },
        new("cut", Some(i => Half(Scene(i + 500).ToJpeg())), VerdictKind.Unscannable, PolicyAction.Review),
        new(
            "flat", Some(i => SamplePictures.Flat(64, 64, (byte)(40 * i)).ToPng()), VerdictKind.Unscannable,
            PolicyAction.Observe),
        new("missing", [null], VerdictKind.Unscannable, PolicyAction.Review),
        new("malformed", [null], null, PolicyAction.Allow),
    ];

    /// <summary>What the list of a bank calls the entry of one of its known pictures.</summary>
    public static string EntryOf(int which) => string.Create(CultureInfo.InvariantCulture, $"e{which}");

    // Large enough that PDQ's even filter windows do not push a mirrored picture beyond its distance.
    private static SamplePicture Large(int seed) => SamplePictures.Scene(seed, 512, 384);

    private static SamplePicture Scene(int seed) => SamplePictures.Scene(seed, 160, 120);

    private static byte[] Half(byte[] bytes) => bytes[..(bytes.Length / 2)];

    private static byte[]?[] Some(Func<int, byte[]> make) => [.. Enumerable.Range(0, Variety).Select(make)];
}
