using ScanWorker.Commands.Files;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Hosting;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary>Makes out what a text means: a hash, a picture's file, or the name of an entry.</summary>
internal sealed class SoughtReader(SetsContext context) : IDisposable
{
    private IHost? _hashing;

    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public async Task<Sought> ReadAsync(string text, CancellationToken cancellation)
    {
        if (HashText.Meanings(text) is { Count: > 0 } meanings)
        {
            return new Sought(
                [.. meanings],
                [
                    .. meanings.Select(meaning => meaning.Pdq).OfType<Hash256>()
                        .Select(hash => new PerceptualHash(hash, 100, 0, DihedralTransform.Original)),
                ],
                Name: null);
        }

        return File.Exists(text) ? await ReadFileAsync(text, cancellation) : new Sought([], [], text);
    }

    public void Dispose() => _hashing?.Dispose();

    private async Task<Sought> ReadFileAsync(string path, CancellationToken cancellation)
    {
        var (bytes, problem) = await FileContents.ReadAsync(path, cancellation);
        if (bytes is null)
        {
            throw new InvalidDataException($"{path}: {problem?.Message}");
        }

        _hashing ??= WorkerHost.BuildHashing(sources => sources.AddConfiguration(context.Configuration));
        var outcome = await _hashing.Services.GetRequiredService<ContentExaminer>().ExamineAsync(
            bytes, FrameTransforms.Turned, cancellation);
        if (!outcome.TryGet(out var found))
        {
            throw new InvalidDataException($"{path}: {UnscannableCodes.Describe(outcome.Reason)}");
        }

        if (found.Obstacle is { } obstacle)
        {
            await context.Error.WriteLineAsync(
                $"{path}: {UnscannableCodes.Describe(obstacle)} "
                    + (found.Perceptual.IsEmpty ? "Only its digests are looked for." : "Not all of it is looked for."));
        }

        return new Sought([.. HashesOf(found.Digests)], found.Perceptual, Name: null);
    }

    private static IEnumerable<EntryHashes> HashesOf(ContentDigests digests)
    {
        foreach (var (type, text) in new[]
        {
            (HashType.Sha512, digests.Sha512?.ToString()), (HashType.Sha256, digests.Sha256.ToString()),
            (HashType.Sha1, digests.Sha1.ToString()), (HashType.Md5, digests.Md5.ToString()),
        })
        {
            var hash = new EntryHashes();
            if (text is not null && hash.TryAdd(type, text))
            {
                yield return hash;
            }
        }
    }
}
