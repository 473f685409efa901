namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>Ends S3Proxy after the last test of fetching.</summary>
[SetUpFixture]
internal sealed class S3ProxyTearDown
{
    [OneTimeTearDown]
    public void End()
    {
        if (S3.S3Proxy.Shared.IsValueCreated)
        {
            S3.S3Proxy.Shared.Value.Dispose();
        }
    }
}
