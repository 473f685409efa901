using System.Net;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Testing.Records;

/// <summary>A store over HTTP that answers as the path asks it to.</summary>
/// <remarks>
/// <c>/picture</c> is one; <c>/redirect/X</c> leads to X, unescaped; <c>/encoded/X</c> is a picture whose
/// <c>Content-Encoding</c> is X; <c>/status/N</c> has no body.
/// </remarks>
internal sealed class PlayedStore : HttpMessageHandler
{
    private static readonly byte[] Picture = TestImages.File(ImageFormat.Png, width: 40, height: 30);

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Answer(request.RequestUri?.AbsolutePath ?? ""));

    private static HttpResponseMessage Answer(string path)
    {
        var parts = path.Split('/', 3);
        var word = parts.Length > 1 ? parts[1] : "";
        var rest = parts.Length > 2 ? Uri.UnescapeDataString(parts[2]) : "";
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Picture) };
        switch (word)
        {
            case "redirect":
                answer.StatusCode = HttpStatusCode.Found;
                _ = answer.Headers.TryAddWithoutValidation("Location", rest);
                break;
            case "encoded":
                _ = answer.Content.Headers.TryAddWithoutValidation("Content-Encoding", rest);
                break;
            case "status" when int.TryParse(rest, out var status) && status is >= 200 and <= 599:
                answer.StatusCode = (HttpStatusCode)status;
                answer.Content = new ByteArrayContent([]);
                break;
        }

        return answer;
    }
}
