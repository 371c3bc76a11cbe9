using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>Remembers for every function and blob which version was tried, how often, and whether it is over.</summary>
internal sealed class BlobReceipts
{
    private readonly HostDatabase database;

    public BlobReceipts(HostDatabase database)
    {
        this.database = database;
        database.Execute("""
            CREATE TABLE IF NOT EXISTS blob_receipts (
                function TEXT NOT NULL, container TEXT NOT NULL, blob TEXT NOT NULL, etag TEXT NOT NULL,
                tries INTEGER NOT NULL, finished INTEGER NOT NULL,
                PRIMARY KEY (function, container, blob)) WITHOUT ROWID
            """);
    }

    /// <summary>The versions that are over, by blob name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Finished(string function, string container) => database.Query(
        row => KeyValuePair.Create(row.GetString(0), row.GetString(1)),
        "SELECT blob, etag FROM blob_receipts WHERE function = $1 AND container = $2 AND finished = 1",
        function,
        container);

    /// <summary>Counts a try before it begins, so that a blob that takes the process down with it does so five times only.</summary>
    /// <returns>How many tries this version has had, this one included.</returns>
    public int BeginTry(string function, string container, string blob, string etag) => database.Query(
        row => row.GetInt32(0),
        """
        INSERT INTO blob_receipts (function, container, blob, etag, tries, finished) VALUES ($1, $2, $3, $4, 1, 0)
        ON CONFLICT DO UPDATE SET tries = CASE etag WHEN $4 THEN tries + 1 ELSE 1 END, etag = $4, finished = 0
        RETURNING tries
        """,
        function,
        container,
        blob,
        etag)[0];

    /// <summary>Takes back a try that was cut short through no fault of the function's.</summary>
    public void TakeBackTry(string function, string container, string blob, string etag) => database.Execute(
        "UPDATE blob_receipts SET tries = tries - 1 WHERE function = $1 AND container = $2 AND blob = $3 AND etag = $4 AND finished = 0",
        function,
        container,
        blob,
        etag);

    /// <summary>Says that a version is over: it will not start the function again.</summary>
    public void Finish(string function, string container, string blob, string etag) => database.Execute(
        "UPDATE blob_receipts SET finished = 1 WHERE function = $1 AND container = $2 AND blob = $3 AND etag = $4",
        function,
        container,
        blob,
        etag);
}
