namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>The table of exchanges that take votes.</summary>
internal static class VoteTaker
{
    public static bool IsOne(ExchangeKind kind) => kind is ExchangeKind.Ncmec or ExchangeKind.StopNcii;

    /// <param name="options">Of the source; they are valid.</param>
    /// <param name="http">The way to it.</param>
    /// <returns>Null: an exchange of this kind takes none.</returns>
    public static IVoteTaker? Of(ExchangeOptions options, ExchangeHttp http)
    {
        var (address, secrets) = (new ExchangeAddress(options.Location), new ExchangeSecrets(options));
        return options.Kind switch
        {
            ExchangeKind.Ncmec => new NcmecVoteTaker(address, http, secrets),
            ExchangeKind.StopNcii => new StopNciiVoteTaker(address, http, secrets),
            _ => null,
        };
    }
}
