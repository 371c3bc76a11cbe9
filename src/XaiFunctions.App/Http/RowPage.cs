using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>Answers with rows of rows.jsonl. Lines go from the file to the caller one by one, however large they are.</summary>
public static class RowPage
{
    /// <summary>A page of rows: JSON with the number of the row that follows, or their lines.</summary>
    /// <param name="content">The file, which is disposed.</param>
    /// <param name="query">Which rows, and how.</param>
    public static Answer Of(Stream content, RowListQuery query) => query.IsLines
        ? new(StatusCodes.Status200OK, DocumentStore.ContentType(DocumentStore.Rows), (stream, cancellation) => WriteAsync(content, query, stream, "", "\n", null, cancellation))
        : new(StatusCodes.Status200OK, "application/json", async (stream, cancellation) =>
        {
            await stream.WriteAsync("{\"rows\":["u8.ToArray(), cancellation);
            await WriteAsync(content, query, stream, ",", "", next => next is null ? "]}" : string.Create(CultureInfo.InvariantCulture, $"],\"next\":{next}}}"), cancellation);
        });

    /// <summary>The record of one row.</summary>
    /// <param name="content">The file, which is disposed.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <returns>Null if there is none.</returns>
    public static async Task<Answer?> FindAsync(Stream content, long row, CancellationToken cancellation)
    {
        await using (content)
        {
            await foreach ((long found, ReadOnlyMemory<byte> line) in new RowLines(content).ReadAsync(row, cancellation))
                return found == row ? Answer.Bytes(StatusCodes.Status200OK, "application/json", line) : null;
            return null;
        }
    }

    private static async Task WriteAsync(Stream content, RowListQuery query, Stream target, string between, string after, Func<long?, string>? end, CancellationToken cancellation)
    {
        await using (content)
        {
            int written = 0;
            long? next = null;
            await foreach ((long row, ReadOnlyMemory<byte> line) in new RowLines(content).ReadAsync(query.From, cancellation))
            {
                if (written == query.Top)
                {
                    next = row;
                    break;
                }

                if (written++ > 0)
                    await target.WriteAsync(Encoding.UTF8.GetBytes(between), cancellation);
                await target.WriteAsync(line, cancellation);
                await target.WriteAsync(Encoding.UTF8.GetBytes(after), cancellation);
            }

            if (end is not null)
                await target.WriteAsync(Encoding.UTF8.GetBytes(end(next)), cancellation);
        }
    }
}
