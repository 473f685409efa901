using System.Threading.Channels;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>Announcements of one set, from its channel. Several that arrive while nobody waits are one.</summary>
internal sealed class RedisAnnouncements(RedisChannel channel)
{
    private readonly Channel<bool> _heard = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _isSubscribed;

    /// <summary>Subscribes once; the client subscribes anew by itself whenever it has to reconnect.</summary>
    public async Task SubscribeAsync(Task<ConnectionMultiplexer> connection, CancellationToken cancellation)
    {
        if (_isSubscribed)
        {
            return;
        }

        var multiplexer = await connection.WaitAsync(cancellation);
        await multiplexer.GetSubscriber().SubscribeAsync(channel, (_, _) => _heard.Writer.TryWrite(true))
            .WaitAsync(cancellation);
        // What was announced meanwhile was not heard.
        multiplexer.ConnectionRestored += (_, _) => _heard.Writer.TryWrite(true);
        _isSubscribed = true;
    }

    public async Task WaitAsync(CancellationToken cancellation) => _ = await _heard.Reader.ReadAsync(cancellation);
}
