using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>An OTLP receiver, over gRPC and over HTTP, that keeps what it is sent byte for byte. On loopback.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StringBuilder> _received = new(StringComparer.Ordinal);

    private OtlpReceiver(string protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen =>
                listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", TakeHttpAsync);
        _app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", TakeGrpcAsync);
    }

    public string Address => _app.Urls.Single();

    /// <param name="protocol">grpc or http/protobuf, as <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> names them.</param>
    public static async Task<OtlpReceiver> StartAsync(string protocol)
    {
        var receiver = new OtlpReceiver(protocol);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Everything received of a signal, a character a byte: text in it reads as it is.</summary>
    /// <param name="signal">traces, metrics or logs.</param>
    public string Received(string signal)
    {
        var kept = _received.GetOrAdd(signal, _ => new StringBuilder());
        lock (kept)
        {
            return kept.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeHttpAsync(HttpContext context, string signal)
    {
        Assert.That(context.Request.ContentType, Is.EqualTo("application/x-protobuf"));
        Keep(signal, await BodyAsync(context));
        context.Response.ContentType = "application/x-protobuf";
    }

    // An answer is a message of no bytes, behind five bytes that say so, and a status after it.
    private async Task TakeGrpcAsync(HttpContext context, string signal, string service)
    {
        var body = await BodyAsync(context);
        Assert.That(body[0], Is.Zero, $"{service} got a compressed message.");
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)), Is.EqualTo(body.Length - GrpcPrefixBytes));
        Keep(signal == "trace" ? "traces" : signal, body[GrpcPrefixBytes..]);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private void Keep(string signal, byte[] message)
    {
        var kept = _received.GetOrAdd(signal, _ => new StringBuilder());
        lock (kept)
        {
            kept.Append(Encoding.Latin1.GetString(message)).Append('\n');
        }
    }
}
