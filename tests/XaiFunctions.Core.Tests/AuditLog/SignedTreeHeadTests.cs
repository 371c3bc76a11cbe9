using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.Core.Tests.AuditLog;

public sealed class SignedTreeHeadTests
{
    private static readonly TreeHead Head = new(3, MerkleTree.LeafHash([1, 2]), new DateTimeOffset(2026, 11, 20, 17, 30, 1, 250, TimeSpan.Zero));

    [Fact]
    public void Parse_WhatToJsonWrote_GivesTheSameHeadAndSignature()
    {
        SignedTreeHead read = SignedTreeHead.Parse(Sign(Head).ToJson());

        Assert.Equal(Head, read.Head);
        Assert.Equal("a key", read.KeyId);
        Assert.True(read.IsSigned());
    }

    [Fact]
    public void IsSigned_AnyMemberChanged_IsFalse()
    {
        SignedTreeHead signed = Sign(Head);

        Assert.False((signed with { Head = Head with { Size = 4 } }).IsSigned());
        Assert.False((signed with { Head = Head with { Root = MerkleTree.EmptyRoot } }).IsSigned());
        Assert.False((signed with { Head = Head with { At = Head.At.AddMilliseconds(1) } }).IsSigned());
        Assert.False((signed with { KeyId = "another" }).IsSigned());
        Assert.False((signed with { PublicKey = Sign(Head).PublicKey }).IsSigned());
        Assert.False((signed with { PublicKey = [1, 2, 3] }).IsSigned());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"algorithm":"none"}""")]
    public void Parse_SomethingElse_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => SignedTreeHead.Parse(Encoding.UTF8.GetBytes(json)));

    private static SignedTreeHead Sign(TreeHead head)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] publicKey = key.ExportSubjectPublicKeyInfo();
        byte[] bytes = SignedTreeHead.BytesToSign(head, "a key", publicKey);
        return new(head, "a key", publicKey, key.SignData(bytes, HashAlgorithmName.SHA256));
    }
}
