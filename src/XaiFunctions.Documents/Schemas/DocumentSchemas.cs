namespace XaiFunctions.Documents;

/// <summary>The published JSON Schemas (draft 2020-12) of the documents, as UTF-8 JSON.</summary>
public static class DocumentSchemas
{
    private static readonly Lazy<byte[]> DocumentBytes = new(() => Load("explanation-document.v1.schema.json"));
    private static readonly Lazy<byte[]> RowBytes = new(() => Load("explanation-row.v1.schema.json"));
    private static readonly Lazy<byte[]> AuditBytes = new(() => Load("audit-document.v1.schema.json"));
    private static readonly Lazy<byte[]> ModelCardBytes = new(() => Load("model-card.v0.0.2.schema.json"));
    private static readonly Lazy<byte[]> DatasheetBytes = new(() => Load("datasheet.v1.schema.json"));
    private static readonly Lazy<byte[]> EvidenceBytes = new(() => Load("evidence.v1.schema.json"));
    private static readonly Lazy<byte[]> AlertBytes = new(() => Load("audit-alert.v1.schema.json"));

    /// <summary>The structure of a model card of Model Card Toolkit 0.0.2, as far as cards here have it.</summary>
    public static ReadOnlyMemory<byte> ModelCard => ModelCardBytes.Value;

    /// <summary>The schema of a data sheet.</summary>
    public static ReadOnlyMemory<byte> Datasheet => DatasheetBytes.Value;

    /// <summary>The schema of an evidence map.</summary>
    public static ReadOnlyMemory<byte> Evidence => EvidenceBytes.Value;

    /// <summary>The schema of what is told of an alert.</summary>
    public static ReadOnlyMemory<byte> Alert => AlertBytes.Value;

    /// <summary>The schema of <c>audit.json</c>.</summary>
    public static ReadOnlyMemory<byte> Audit => AuditBytes.Value;

    /// <summary>The schema of <c>document.json</c>.</summary>
    public static ReadOnlyMemory<byte> Document => DocumentBytes.Value;

    /// <summary>The schema of one line of <c>rows.jsonl</c>.</summary>
    public static ReadOnlyMemory<byte> Row => RowBytes.Value;

    private static byte[] Load(string name)
    {
        using Stream stream = typeof(DocumentSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
