using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace XaiFunctions.App.Tests.Telemetry;

/// <summary>A collector of OpenTelemetry (OTLP over HTTP): keeps what it is sent and reads spans and metrics' names out of it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = [];

    private Collector(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>Everything that was sent, byte for byte; texts are UTF-8 in it.</summary>
    public IEnumerable<byte[]> Bodies => received.Select(part => part.Body);

    public IEnumerable<string> Paths => received.Select(part => part.Path).Distinct();

    public static async Task<Collector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector.app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector.received.Enqueue((context.Request.Path, body.ToArray()));
        });
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>The spans of the app's own source.</summary>
    public IReadOnlyList<CollectedSpan> Spans =>
    [
        .. from part in received
           where part.Path == "/v1/traces"
           from scope in Descend(part.Body, 1, 2)
           from span in Descend(scope, 2)
           let read = CollectedSpan.Read([.. Fields(span)])
           where read.Name.StartsWith("xai.", StringComparison.Ordinal)
           select read,
    ];

    /// <summary>The names of the metrics that were told.</summary>
    public IReadOnlySet<string> Metrics =>
        new HashSet<string>(from sent in received
                            where sent.Path == "/v1/metrics"
                            from metric in Descend(sent.Body, 1, 2, 2)
                            from part in Fields(metric)
                            where part.Number == 1
                            select Encoding.UTF8.GetString(part.Bytes));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>The messages below a message along the numbers of their fields.</summary>
    internal static IEnumerable<byte[]> Descend(byte[] message, params int[] path) => path.Length == 0
        ? [message]
        : Fields(message).Where(field => field.Number == path[0]).SelectMany(field => Descend(field.Bytes, path[1..]));

    /// <summary>The fields of a protobuf message that have a length: texts, bytes and messages.</summary>
    internal static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    yield return ((int)(tag >> 3), message[at..(at + length)]);
                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"A field of type {tag & 7}.");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

/// <summary>A span as the collector got it.</summary>
internal sealed record CollectedSpan(string Name, string Trace, string? Parent, IReadOnlyDictionary<string, string> Tags)
{
    public static CollectedSpan Read((int Number, byte[] Bytes)[] fields)
    {
        byte[]? First(int number) => fields.FirstOrDefault(field => field.Number == number).Bytes;
        var tags = fields.Where(field => field.Number == 9).Select(field => Collector.Fields(field.Bytes).ToArray()).ToDictionary(
            pair => Encoding.UTF8.GetString(pair[0].Bytes),
            pair => Collector.Fields(pair[1].Bytes).Select(value => Encoding.UTF8.GetString(value.Bytes)).FirstOrDefault() ?? "");
        return new(Encoding.UTF8.GetString(First(5)!), Convert.ToHexStringLower(First(1)!), First(4) is { } parent ? Convert.ToHexStringLower(parent) : null, tags);
    }
}
