using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Fetching.Files;

/// <summary>The file fetcher with a folder of its own as its root, and one beside it that is none.</summary>
internal sealed class FileFetcherUnderTest : FetcherUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-files-");

    public FileFetcherUnderTest()
    {
        Root = _folder.CreateSubdirectory("root").FullName;
        Outside = _folder.CreateSubdirectory("outside").FullName;
        Fetcher = new FileFetcher(Options.Create(new FileFetcherOptions { Roots = [Root] }));
    }

    public string Root { get; }

    public string Outside { get; }

    public override IContentFetcher Fetcher { get; }

    public override Uri Missing => new(Path.Combine(Root, "missing"));

    public override Uri NotAllowed
    {
        get
        {
            File.WriteAllBytes(Path.Combine(Outside, "secret"), [1]);
            return new Uri(Path.Combine(Outside, "secret"));
        }
    }

    public override Uri Put(byte[] content)
    {
        var path = Path.Combine(Root, "a file with spaces, ümlauts and 100%");
        File.WriteAllBytes(path, content);
        return new Uri("file://" + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
