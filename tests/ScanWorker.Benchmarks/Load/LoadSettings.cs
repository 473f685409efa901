using Microsoft.Extensions.Configuration;

namespace ScanWorker.Benchmarks.Load;

/// <summary>What <c>load</c> is asked for.</summary>
internal sealed class LoadSettings
{
    internal const string Usage =
        """
        usage: load rate [--rate N] [--seconds N] [--warmUp N] [--width N] [--height N] [--Section:Key=value ...]
                 uploads at a rate, as an upload service sends them
               load beside [--rate N] [--seconds N] [--warmUp N] [--backlog N] [--width N] [--height N] [--Section:Key=value ...]
                 the same, without and with a backlog of past uploads beside it
               load flood [--count N] [--rounds N] [--width N] [--height N] [--Section:Key=value ...]
                 many uploads at once: without findings remembered, and with
               load memory [--limit MIB] [--count N] [--rounds N] [--width N] [--height N] [--Section:Key=value ...]
                 many uploads at once to a worker in a control group of so much memory; needs root
               load floor [--Kafka:Client:name=value ...]
                 transactions of one small event each: what Kafka takes by itself
        """;

    /// <summary>Uploads a second.</summary>
    public int Rate { get; set; } = 50;

    /// <summary>How long is measured.</summary>
    public int Seconds { get; set; } = 60;

    /// <summary>Seconds of uploads before that, at the same rate.</summary>
    public int WarmUp { get; set; } = 60;

    /// <summary>Past uploads that wait beside the others.</summary>
    public int Backlog { get; set; } = 10_000;

    /// <summary>Mebibytes of the worker and its decoders.</summary>
    public int Limit { get; set; } = 512;

    /// <summary>Uploads of a flood.</summary>
    public int Count { get; set; } = 2000;

    /// <summary>How often the flood comes; the last round counts.</summary>
    public int Rounds { get; set; } = 3;

    public int Width { get; set; } = 1600;

    public int Height { get; set; } = 1004;

    /// <param name="args">Without those for the worker.</param>
    /// <exception cref="InvalidOperationException">One that is not known, or is no number.</exception>
    /// <exception cref="FormatException">One that is no option.</exception>
    public static LoadSettings Parse(IEnumerable<string> args) =>
        new ConfigurationBuilder().AddCommandLine([.. args]).Build()
            .Get<LoadSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new LoadSettings();
}
