using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ScanWorker.Adapters.Fetching;

/// <summary>A kind of store.</summary>
/// <param name="Schemes">The URI schemes that lead there, in lower case.</param>
/// <param name="Add">Puts its fetcher, with its options, into a host.</param>
internal sealed record ContentScheme(string[] Schemes, Action<IServiceCollection, IConfiguration> Add);
