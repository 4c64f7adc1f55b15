#!/bin/sh
# Written by fairlead; change the platform file instead and render again.
# Brings platform corner into the cluster that kubectl points to, wave by wave.
# Needs helm and kubectl. Before the first run, where platform.yaml is: fairlead secrets bootstrap | kubectl apply -f -
set -eu
cd "$(dirname "$0")"
apply() { kubectl apply --server-side --field-manager=fairlead -f "$1"; }

echo "ground: namespaces and network policies"
apply ground

echo "wave 0: cloudnative-pg"
helm upgrade --install cloudnative-pg cloudnative-pg --repo https://charts.example.org/cnpg --version 0.29.0 -n cnpg-system -f components/cloudnative-pg/values.yaml --wait --timeout 20m

echo "wave 0: sealed-secrets"
helm upgrade --install sealed-secrets oci://registry.example.org/charts/sealed-secrets --version 2.19.1 -n sealed-secrets -f components/sealed-secrets/values.yaml --wait --timeout 20m

kubectl -n cnpg-system wait --timeout=20m --for=condition=Available Deployment/cloudnative-pg

echo "wave 1: shop"
apply components/shop/secrets
apply components/shop/before
apply components/shop/with
apply components/shop/after
