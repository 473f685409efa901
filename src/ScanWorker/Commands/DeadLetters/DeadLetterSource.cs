using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Commands.Recordings;

namespace ScanWorker.Commands.DeadLetters;

/// <summary>Reads dead letters of a topic as it is now, or of a recording.</summary>
internal sealed class DeadLetterSource(IConfiguration configuration, string? from, TextWriter error)
{
    /// <exception cref="ConfigurationException">The broker's settings are missing or wrong.</exception>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The topic cannot be read.</exception>
    public async IAsyncEnumerable<DeadLetter> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from is not null && File.Exists(from))
        {
            var input = new ReplayInput([new FileInfo(from)], isStrict: false);
            foreach (var letter in input.Read().Select(record => DeadLetter.Of(record.Record)).OfType<DeadLetter>())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return letter;
            }

            await input.TellProblemsAsync(error);
            yield break;
        }

        var kafka = BrokerSettings.Read(configuration);
        using var reader = new TopicRangeReader(kafka, from ?? kafka.Topics.DeadLetters, new TopicRange());
        foreach (var letter in reader.ReadToEnd(cancellation)
            .Select(record => DeadLetter.Of(record.Record)).OfType<DeadLetter>())
        {
            yield return letter;
        }
    }
}
