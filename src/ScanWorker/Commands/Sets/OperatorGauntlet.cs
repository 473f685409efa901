using ScanWorker.Hashing;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets;

/// <summary>The operator's own benign pictures, hashed as the worker would hash an upload.</summary>
internal static class OperatorGauntlet
{
    /// <returns>The hashes of all frames in all transforms.</returns>
    /// <exception cref="InvalidDataException">The folder has no picture that can be hashed.</exception>
    public static async Task<IReadOnlyCollection<Hash256>> HashAsync(SetsContext context, string folder,
        CancellationToken cancellation)
    {
        using var host = WorkerHost.BuildHashing(sources => sources.AddConfiguration(context.Configuration));
        var examiner = host.Services.GetRequiredService<ContentExaminer>();
        var hashes = new HashSet<Hash256>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            var outcome = await examiner.ExamineAsync(
                await File.ReadAllBytesAsync(path, cancellation), FrameTransforms.Turned, cancellation);
            if (outcome.TryGet(out var found) && found.Image is not null)
            {
                hashes.UnionWith(found.Perceptual.Select(perceptual => perceptual.Hash));
            }
            else
            {
                await context.Error.WriteLineAsync($"{path} is not part of the gauntlet: it cannot be decoded.");
            }
        }

        return hashes.Count > 0 ? hashes : throw new InvalidDataException($"No picture in {folder} can be hashed.");
    }
}
