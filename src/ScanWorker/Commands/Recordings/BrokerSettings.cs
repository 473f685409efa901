using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hosting;

namespace ScanWorker.Commands.Recordings;

/// <summary>The broker and the topics that a command works with, from the program's configuration.</summary>
internal static class BrokerSettings
{
    /// <exception cref="ConfigurationException">They are missing or wrong.</exception>
    public static KafkaOptions Read(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddKafkaOptions(configuration).AddMockBroker(configuration);
        using var provider = services.BuildServiceProvider();
        var problems = StartupCheck.Problems(provider, configuration);
        return problems.Count == 0
            ? provider.GetRequiredService<IOptions<KafkaOptions>>().Value
            : throw new ConfigurationException(problems);
    }
}
