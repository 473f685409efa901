using ScanWorker.Demo;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>
/// What telemetry must not hold of a run: locations, names, uploaders, hashes and pieces of content, as text.
/// </summary>
internal static class UploadSecrets
{
    private static readonly int[] Places = [0, 2, 5];

    public static IReadOnlyList<string> Of(
        DemoWorld world, IReadOnlyList<DemoUpload> uploads, IReadOnlyList<VerdictEvent> verdicts) =>
        [.. All(world, uploads, verdicts).Distinct()];

    private static IEnumerable<string> All(
        DemoWorld world, IReadOnlyList<DemoUpload> uploads, IReadOnlyList<VerdictEvent> verdicts)
    {
        yield return world.Uploads.FullName;
        yield return "file:///";
        yield return "user-7";
        yield return "demo user";
        foreach (var upload in uploads)
        {
            yield return $"{upload.Id}.{upload.Extension}";
            foreach (var secret in OfBytes(upload.Content ?? []))
            {
                yield return secret;
            }
        }

        foreach (var hash in verdicts.SelectMany(Hashes))
        {
            yield return hash;
            yield return Convert.ToBase64String(Convert.FromHexString(hash)).TrimEnd('=');
        }
    }

    private static IEnumerable<string> Hashes(VerdictEvent verdict) =>
    [
        .. verdict.Digests is { } digests ? (string[])[digests.Md5, digests.Sha1, digests.Sha256] : [],
        .. verdict.Perceptual.Select(perceptual => perceptual.Hash),
    ];

    // Any 24 bytes of the content, wherever a log of "the first bytes" or "the payload" would begin.
    private static IEnumerable<string> OfBytes(byte[] content) =>
        from place in Places
        let start = content.Length / 7 * place
        where content.Length >= start + 24
        let piece = content.AsMemory(start, 24).ToArray()
        from text in new[] { Convert.ToHexString(piece), Convert.ToBase64String(piece), BitConverter.ToString(piece) }
        select text;
}
