using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Commands;

/// <summary>Hashes one file for <c>hash</c>.</summary>
internal static class FileHasher
{
    public static async Task<FileHashes> HashAsync(
        ContentExaminer examiner, string path, bool dihedral, CancellationToken cancellation)
    {
        var line = new FileHashes(path);
        var (bytes, problem) = await FileContents.ReadAsync(path, cancellation);
        if (bytes is null)
        {
            return line with { Error = problem };
        }

        var outcome = await examiner.ExamineAsync(bytes, dihedral, cancellation);
        if (!outcome.TryGet(out var found))
        {
            return line with { Error = ProblemOf(outcome.Reason) };
        }

        line = line with
        {
            Md5 = found.Digests.Md5.ToString(),
            Sha1 = found.Digests.Sha1.ToString(),
            Sha256 = found.Digests.Sha256.ToString(),
            Length = found.Length,
        };
        return found.Image is not { } image
            ? line with { Error = ProblemOf(found.Obstacle ?? default) }
            : line with
            {
                Pdq = found.Perceptual[0].Hash.ToString(),
                Quality = found.Perceptual[0].Quality,
                Width = image.Width,
                Height = image.Height,
                Frames = image.Frames,
                Dihedral = dihedral
                    ? found.Perceptual.Skip(1).Take(7)
                        .ToDictionary(
                            hash => hash.Transform.ToString().ToLowerInvariant(), hash => hash.Hash.ToString())
                    : null,
            };
    }

    private static FileProblem ProblemOf(UnscannableReason reason) => new(reason.ToString(), ProblemText.Of(reason));
}
