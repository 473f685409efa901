namespace ScanWorker.Adapters.Exchanges;

/// <summary>The credentials of a source, from the configuration or from files that are read at each fetch.</summary>
internal sealed class ExchangeSecrets(ExchangeOptions options)
{
    public string User => options.User;

    public bool HasSecret => options.Secret.Length > 0 || options.SecretFile.Length > 0;

    /// <exception cref="ExchangeException">The file cannot be read.</exception>
    public string Secret() => Read(options.Secret, options.SecretFile, nameof(options.SecretFile));

    /// <exception cref="ExchangeException">The file cannot be read.</exception>
    public string SubscriptionKey() =>
        Read(options.SubscriptionKey, options.SubscriptionKeyFile, nameof(options.SubscriptionKeyFile));

    /// <summary>For sending feedback, where that asks for another one.</summary>
    /// <exception cref="ExchangeException">The file cannot be read.</exception>
    public string FeedbackSecret() => options.FeedbackSecret.Length == 0 && options.FeedbackSecretFile.Length == 0
        ? Secret()
        : Read(options.FeedbackSecret, options.FeedbackSecretFile, nameof(options.FeedbackSecretFile));

    private static string Read(string told, string file, string key)
    {
        if (file.Length == 0)
        {
            return told;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ExchangeException(ExchangeFault.Credentials, $"{key} cannot be read: {problem.Message}", problem);
        }
    }
}
