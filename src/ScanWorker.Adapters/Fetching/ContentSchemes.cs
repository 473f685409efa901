using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>A path or key as it stands in a location, whatever its segments consist of. The base library's own
    /// conversion of paths loses spaces at their ends.</summary>
    public static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>A kind of store.</summary>
/// <param name="Schemes">The URI schemes that lead there, in lower case.</param>
/// <param name="Add">Puts its fetcher, with its options, into a host.</param>
internal sealed record ContentScheme(string[] Schemes, Action<IServiceCollection, IConfiguration> Add);
