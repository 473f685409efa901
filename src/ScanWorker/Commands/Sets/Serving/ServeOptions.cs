using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>The custodian's service, <c>sets serve</c>; a worker does not use it.</summary>
internal sealed class ServeOptions
{
    public const string Section = "Sets:Serve";

    /// <summary>
    /// The lease in Redis that makes one instance the publisher ends after this time unless it is renewed, which is
    /// done three times as often: so long may lists stand still when an instance is killed. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan LeaseLife { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether what reviewers say is read from <c>Kafka:Topics:Feedback</c> as well; needs
    /// <c>Kafka:BootstrapServers</c>. Default false.
    /// </summary>
    public bool ReadFeedback { get; set; }

    /// <summary>How often it is read. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FeedbackInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often the working set is published although no fetch has changed it: what was left over when Redis was away,
    /// and versions that get old where <c>Sets:ManifestMaxAge</c> is set. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PublishInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How old the current version gets before a new one tells the workers no more than that sources were fetched and
    /// nothing has changed. Shorter than <c>Sets:MaxAge</c> and each <c>Sets:BankMaxAge</c> of the workers. Default 6
    /// hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AgesInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long a custodian's command that is changing the working set is waited for. Default 10
    /// minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BusyPatience { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class ServeOptionsValidator : IValidateOptions<ServeOptions>;

/// <summary>Puts the service's options into a host.</summary>
internal static class ServeRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddServeOptions(IConfiguration configuration) =>
            services.AddValidated<ServeOptions, ServeOptionsValidator>(configuration, ServeOptions.Section);
    }
}
