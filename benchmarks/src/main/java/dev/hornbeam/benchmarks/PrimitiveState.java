package dev.hornbeam.benchmarks;

import dev.hornbeam.benchmarks.token.TokenKeys;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.AssembledProfile;
import dev.hornbeam.mls.crypto.Lack;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The operations of one suite by one profile, for benchmarks of them to extend. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class PrimitiveState {
  /** A suite of RFC 9420 s.17.1. */
  @Param({"1", "2", "3", "4", "5", "6", "7"})
  public int suite;

  /** The name of a {@link Profile}. */
  @Param({"fastest", "portable", "jdk", "bc", "conscrypt", "accp", "token"})
  public String profile;

  private Optional<TokenKeys> token = Optional.empty();

  /**
   * The operations that are measured.
   *
   * @param parts what of the suite they use
   * @throws Lacking if the profile does not have all of it
   */
  final SuiteCrypto crypto(Part... parts) {
    CipherSuite cipherSuite = CipherSuite.of(suite).orElseThrow();
    AssembledProfile assembled = Profile.named(profile).assemble();
    List<Lack> lacks = assembled.lacks(cipherSuite, parts);
    if (!lacks.isEmpty()) {
      throw new Lacking("profile " + profile + " lacks " + lacks + " of suite " + suite);
    }
    return SuiteCrypto.of(cipherSuite, assembled.profile(), new SecureRandom());
  }

  /**
   * A key on a token, if the profile is one; then all else is in software.
   *
   * @param served the methods of the benchmark that are a token's
   * @throws Lacking if the method that runs is none of these, or there is no token
   */
  final Optional<KeyHandle> onToken(
      BenchmarkParams running, KeySource.Purpose purpose, String... served) throws KeyUnavailable {
    if (Profile.named(profile) != Profile.TOKEN) {
      return Optional.empty();
    }
    String name = running.getBenchmark();
    String method = name.substring(name.lastIndexOf('.') + 1);
    if (!List.of(served).contains(method)) {
      throw new Lacking("a token is not measured by " + method + ", but by " + List.of(served));
    }
    TokenKeys keys = TokenKeys.open();
    token = Optional.of(keys);
    return Optional.of(keys.create(purpose, CipherSuite.of(suite).orElseThrow()));
  }

  @TearDown(Level.Trial)
  public final void end() {
    token.ifPresent(TokenKeys::close);
    token = Optional.empty();
  }

  /** The same by the portable profile, to compare results with. */
  final SuiteCrypto reference() {
    return SuiteCrypto.of(
        CipherSuite.of(suite).orElseThrow(),
        Profile.PORTABLE.assemble().profile(),
        new SecureRandom());
  }

  static Bytes randomBytes(SuiteCrypto crypto, int length) {
    return Bytes.own(crypto.random(length));
  }

  static Secret randomSecret(SuiteCrypto crypto, int length) {
    return Secret.own(crypto.random(length));
  }
}
