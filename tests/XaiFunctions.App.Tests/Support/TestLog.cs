using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.Tests.Support;

/// <summary>The audit log of an account as one process sees it, with a signing key that lives in memory.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly TestSigner signer = new();

    public TestLog(StorageAccount storage, int recordsPerSegment = AuditLogBlobs.RecordsPerSegment)
    {
        Blobs = new AuditLogBlobs(storage, recordsPerSegment);
        Index = new AuditLogIndex(storage);
        Writer = new AuditLogWriter(Blobs, Index, signer, TimeProvider.System, NullLogger<AuditLogWriter>.Instance);
        Reader = new AuditLogReader(Blobs, Index);
        Verifier = new AuditLogVerifier(Blobs, Index);
        Jobs = new JobAudit(Writer, new DocumentStore(storage));
    }

    public AuditLogBlobs Blobs { get; }

    public AuditLogIndex Index { get; }

    public AuditLogWriter Writer { get; }

    public AuditLogReader Reader { get; }

    public AuditLogVerifier Verifier { get; }

    public JobAudit Jobs { get; }

    public void Dispose() => signer.Dispose();

    private sealed class TestSigner : ITreeHeadSigner, IDisposable
    {
        private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public Task<SignedTreeHead> SignAsync(TreeHead head, CancellationToken cancellation)
        {
            byte[] publicKey = key.ExportSubjectPublicKeyInfo();
            return Task.FromResult(new SignedTreeHead(head, "test", publicKey, key.SignData(SignedTreeHead.BytesToSign(head, "test", publicKey), HashAlgorithmName.SHA256)));
        }

        public void Dispose() => key.Dispose();
    }
}
