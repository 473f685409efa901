using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Adapters.Fetching.Files;

namespace ScanWorker.Adapters.Fetching;

/// <summary>The URI schemes that content can be at, and what fetches each. A new kind of store is a folder and a row
/// here.</summary>
internal static class ContentSchemes
{
    /// <summary>Scheme, and how its fetcher with its options is put into a host.</summary>
    public static IReadOnlyDictionary<string, Action<IServiceCollection, IConfiguration>> All { get; } =
        new Dictionary<string, Action<IServiceCollection, IConfiguration>>
        {
            ["file"] = static (services, configuration) => services.AddFileFetcher(configuration),
        };
}
