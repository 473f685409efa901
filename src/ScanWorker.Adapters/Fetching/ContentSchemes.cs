using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Adapters.Fetching.S3;

namespace ScanWorker.Adapters.Fetching;

/// <summary>The URI schemes that content can be at, and what fetches each. A new kind of store is a folder and a row
/// here.</summary>
internal static class ContentSchemes
{
    public static IReadOnlyList<ContentScheme> All { get; } =
    [
        new(["file"], static (services, configuration) => services.AddFileFetcher(configuration)),
        new(["http", "https"], static (services, configuration) => services.AddHttpFetcher(configuration)),
        new(["s3"], static (services, configuration) => services.AddS3Fetcher(configuration)),
    ];
}
