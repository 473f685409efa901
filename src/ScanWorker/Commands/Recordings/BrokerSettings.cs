using System.CommandLine;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hosting;

namespace ScanWorker.Commands.Recordings;

/// <summary>The broker and the topics that a command works with, from the program's configuration.</summary>
internal static class BrokerSettings
{
    public static IConfigurationRoot Configuration(ParseResult parsed, StandardOptions standard)
    {
        var configuration = new ConfigurationManager();
        WorkerConfiguration.AddSources(configuration, parsed.GetValue(standard.Config), [.. Settings(parsed)]);
        return configuration;
    }

    /// <summary>A setting on the command line, such as <c>--Kafka:GroupId=x</c>.</summary>
    public static bool IsSetting(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) && token.Contains(':', StringComparison.Ordinal)
            && token.Contains('=', StringComparison.Ordinal);

    /// <exception cref="ConfigurationException">They are missing or wrong.</exception>
    public static KafkaOptions Read(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddKafkaOptions(configuration);
        using var provider = services.BuildServiceProvider();
        var problems = StartupCheck.Problems(provider, configuration);
        return problems.Count == 0
            ? provider.GetRequiredService<IOptions<KafkaOptions>>().Value
            : throw new ConfigurationException(problems);
    }

    // Where a command takes any number of files, the parser counts settings among those.
    private static IEnumerable<string> Settings(ParseResult parsed) =>
        parsed.UnmatchedTokens
            .Concat(parsed.Tokens.Select(token => token.Value)).Where(IsSetting).Distinct(StringComparer.Ordinal);
}
