using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// The attributes of <see cref="KafkaOptions"/>, and what librdkafka itself says of the settings passed through.
/// </summary>
internal sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    private readonly KafkaAttributesValidator _attributes = new();

    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        List<string> problems =
        [
            .. _attributes.Validate(name, options).Failures ?? [],
            .. options.Client.Keys.Where(KafkaSettings.Fixed.Contains).Select(key =>
                $"Kafka:Client:{key}: may not be set here; exactly-once rests on it, or it has a key of its own."),
        ];

        // Our own settings are always right together; asking costs a tenth of a second of each start.
        if (problems.Count == 0 && options.Client.Count > 0 && ProblemOf(options) is { } problem)
        {
            problems.Add(problem);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    // Building a client reads its configuration and connects to nobody by itself.
    private static string? ProblemOf(KafkaOptions options)
    {
        try
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Consumer(options))
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            using var producer = new ProducerBuilder<byte[], byte[]>(KafkaSettings.Producer(options))
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            return $"Kafka:Client: {e.Message}";
        }
    }
}
