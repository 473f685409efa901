using Polly;
using Polly.Retry;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Asks a source again where that helps: five times, longer apart each time, or as it says itself.</summary>
internal sealed class ExchangeRetry
{
    private const int AttemptsMax = 5;
    private readonly ExchangeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _pipeline;
    private bool _hasAsked;

    /// <param name="options">Of the source.</param>
    /// <param name="clock">For deadlines and waits.</param>
    /// <param name="firstWait">Before the second attempt, where the source does not say; later ones are longer.</param>
    public ExchangeRetry(ExchangeOptions options, TimeProvider clock, TimeSpan firstWait)
    {
        (_options, _clock) = (options, clock);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = AttemptsMax - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = firstWait,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is BusyException),
            DelayGenerator = static arguments =>
                ValueTask.FromResult((arguments.Outcome.Exception as BusyException)?.RetryAfter),
        }).Build();
    }

    /// <summary>Does something, each attempt within the source's deadline.</summary>
    /// <param name="attempt">Throws <see cref="BusyException"/> where another attempt is worth it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="isRepeatable">Doing it twice is no worse than once: else an attempt that may have arrived is the
    /// last.</param>
    /// <exception cref="ExchangeException">It came to nothing.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation, bool isRepeatable = true)
    {
        if (_hasAsked && _options.Pause > TimeSpan.Zero)
        {
            await Task.Delay(_options.Pause, _clock, cancellation);
        }

        _hasAsked = true;
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await OnceAsync(attempt, isRepeatable, token), cancellation);
        }
        catch (BusyException problem)
        {
            throw Given(problem);
        }
    }

    private async Task<T> OnceAsync<T>(
        Func<CancellationToken, Task<T>> attempt, bool isRepeatable, CancellationToken cancellation)
    {
        try
        {
            return await TryAsync(attempt, cancellation);
        }
        catch (BusyException problem) when (!isRepeatable && !problem.IsRefusal)
        {
            throw Given(problem);
        }
    }

    private static ExchangeException Given(BusyException problem) =>
        new(ExchangeFault.Unavailable, problem.Message, problem) { IsInDoubt = !problem.IsRefusal };

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            return await attempt(either.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new BusyException("The exchange does not answer, or its answer is cut off.", null, problem);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new BusyException("The exchange does not answer in time.", null, problem);
        }
    }
}

/// <summary>Worth another attempt.</summary>
internal sealed class BusyException(string message, TimeSpan? retryAfter, Exception? cause)
    : TimeoutException(message, cause)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The exchange says that it has not done what was asked.</summary>
    public bool IsRefusal { get; init; }
}
