namespace ScanWorker.Adapters.Exchanges;

/// <summary>
/// The table of exchanges. A new one is a row here, a file beside it, a kind, and pages in the tests.
/// </summary>
internal static class Exchange
{
    /// <param name="options">Of the source; they are valid.</param>
    /// <param name="http">The way to it.</param>
    /// <param name="clock">For ranges of time.</param>
    public static IExchange Of(ExchangeOptions options, ExchangeHttp http, TimeProvider clock)
    {
        var secrets = new ExchangeSecrets(options);
        if (ExchangeAddress.TryBucket(options.Location, out var place))
        {
            return new FileExchange(options, new BucketFile(place, http.Retry, secrets, options).DownloadAsync);
        }

        var address = new ExchangeAddress(options.Location);
        return options.Kind switch
        {
            ExchangeKind.Ncmec => new NcmecExchange(address, http, secrets, clock),
            ExchangeKind.StopNcii => new StopNciiExchange(address, http, secrets),
            ExchangeKind.Tcap => new TcapExchange(address, http, secrets),
            ExchangeKind.ThreatExchange => new ThreatUpdatesExchange(address, http, secrets, clock),
            _ => new FileExchange(options, new WebFile(address, http, secrets).DownloadAsync),
        };
    }
}
