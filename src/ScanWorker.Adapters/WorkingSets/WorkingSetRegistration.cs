using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.WorkingSets;

public static class WorkingSetRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Begins to read the worker's own copy at once, in the background, where there is one.</summary>
        internal IServiceCollection AddEarlySnapshot(IConfiguration configuration)
        {
            var section = configuration.GetSection(SetsOptions.Section);
            if (section[nameof(SetsOptions.SnapshotDirectory)] is { Length: > 0 } folder)
            {
                var options = new SetsOptions { SnapshotDirectory = folder };
                var set = section[nameof(SetsOptions.Name)] ?? options.Name;
                services.AddSingleton(EarlySnapshot.Begin(new DirectorySnapshots(Options.Create(options)), set));
            }

            return services;
        }

        /// <summary>
        /// Adds the worker's own copy, where <c>Sets:SnapshotDirectory</c> names a folder, and key files.
        /// </summary>
        public IServiceCollection AddHashSetFiles(IConfiguration configuration)
        {
            services.AddSingleton<IPostConfigureOptions<SetsOptions>, SigningFiles>();
            if (!string.IsNullOrEmpty(configuration[$"{SetsOptions.Section}:{nameof(SetsOptions.SnapshotDirectory)}"]))
            {
                services.AddSingleton<IHashSetSnapshots, DirectorySnapshots>();
            }

            return services;
        }
    }
}
